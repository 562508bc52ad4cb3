/** Handing in a file where the assistant asks for one. */

import { button, element } from "./dom.js";
import { newId } from "./entries.js";
import { markdownNodes } from "./markdown.js";
import { Refusal } from "./transport.js";
import { WORDS } from "./words.js";

const ENDINGS = [".pdf", ".docx", ".txt", ".ics", ".eml", ".html", ".htm"];

/**
 * Return a button for choosing a file, with what becomes of the file below it.
 * `ending` aborts when the conversation does.
 */
export function uploadNode(conversation, ending) {
  const input = element("input", { type: "file", hidden: true, accept: ENDINGS.join(",") });
  const choose = button("choice", () => input.click(), WORDS.chooseFile);
  const hint = element("p", { id: `hint-${newId()}`, className: "hint" });
  const outcome = element("div", { className: "outcome" });
  choose.setAttribute("aria-describedby", hint.id);
  choose.addEventListener("focus", showLimit);
  showLimit();

  input.addEventListener("change", () => {
    const [file] = input.files;
    input.value = ""; // so that the same one can be chosen again
    if (file) begin(file);
  });

  function showLimit() {
    hint.textContent = WORDS.fileHint(megabytes());
  }

  function megabytes() {
    return Math.floor(conversation.limits.bytes / 100_000) / 10;
  }

  function begin(file) {
    const problem = problemOf(file);
    if (problem) show(problem);
    else send(file, newId());
  }

  function problemOf({ name, size }) {
    if (!ENDINGS.some((ending) => name.toLowerCase().endsWith(ending))) return WORDS.wrongFile;
    if (size === 0) return WORDS.emptyFile;
    return size > conversation.limits.bytes ? WORDS.largeFile(megabytes()) : "";
  }

  async function send(file, id) {
    const canceling = new AbortController();
    const cancel = () => canceling.abort();
    const label = WORDS.sendingFile(file.name);
    const bar = element("progress", { max: 1, value: 0, "aria-label": label });
    const name = element("bdi", {}, file.name);
    const stop = button("choice", cancel, WORDS.cancel);
    ending.addEventListener("abort", cancel);
    choose.hidden = hint.hidden = true;
    outcome.replaceChildren(element("p", {}, WORDS.sendingFile(""), name), bar, stop);
    stop.focus({ preventScroll: true });
    const onProgress = (share) => (bar.value = share);
    try {
      await conversation.handIn(file, id, { onProgress, signal: canceling.signal });
      outcome.replaceChildren();
      choose.hidden = hint.hidden = false;
    } catch (error) {
      if (canceling.signal.aborted) show(WORDS.canceled);
      else if (error instanceof Refusal) show(error.message, !error.isFinal && again);
      else show(WORDS.fileNotSent, again);
    } finally {
      ending.removeEventListener("abort", cancel);
    }

    function again() {
      send(file, id);
    }
  }

  /** Say what went wrong, and offer to try again where that may help. */
  function show(words, again) {
    const hadFocus = outcome.contains(node.getRootNode().activeElement);
    const retry = again && button("choice", again, WORDS.retry);
    outcome.replaceChildren(...markdownNodes(words), ...(retry ? [retry] : []));
    choose.hidden = hint.hidden = false;
    if (hadFocus) (retry || choose).focus({ preventScroll: true });
  }

  const node = element(
    "div",
    { className: "upload", role: "group", "aria-label": WORDS.handIn },
    choose,
    input,
    hint,
    outcome,
  );
  return node;
}
