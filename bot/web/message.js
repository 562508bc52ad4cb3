/** How the entries of a conversation look. */

import { button, element, icon, unseen } from "./dom.js";
import { inlineNodes, markdownNodes } from "./markdown.js";
import { uploadNode } from "./upload.js";
import { WORDS } from "./words.js";

const ENGLISH = /^\P{L}*\p{sc=Latin}/u; // as far as a script tells
const THUMB = "M2 10h4v11H2zM8 21V10l5-8c2 0 3 2 2 4l-1 3h6c1 0 2 1 2 2l-2 8c0 1-1 2-2 2z";

// What a file is called by its media type. No other is offered, whatever the server says.
const FILE_KINDS = new Map([
  ["text/calendar", "calendar file"],
  ["message/rfc822", "e-mail draft"],
  ["text/plain", "text file"],
  ["text/csv", "table"],
]);

/** The node of an entry. `update` leaves its text alone, so that nothing is read out twice. */
export class MessageView {
  #entry;
  #conversation;
  #moveFocus; // called before what has the focus goes
  #addresses = []; // under which the browser holds files
  #ending = new AbortController();
  #choices = [];
  #thumbs = [];
  #upload;

  constructor(entry, conversation, moveFocus) {
    this.#entry = entry;
    this.#conversation = conversation;
    this.#moveFocus = moveFocus;
    this.node = element("div", { className: `message ${entry.from}` });
    if (entry.from === "user") this.#buildQuestion();
    else if (entry.from === "assistant") this.#buildAnswer();
    else this.node.append(entry.text);
  }

  update(entry, state, isAsking) {
    this.#entry = entry;
    if (entry.from === "user") this.#showState(state);
    for (const choice of this.#choices) {
      choice.disabled = Boolean(entry.chosen);
      choice.classList.toggle("chosen", entry.chosen === choice.textContent);
    }
    for (const [helpful, thumb] of this.#thumbs) {
      thumb.setAttribute("aria-pressed", entry.helpful === helpful);
    }
    if (this.#upload) {
      if (!isAsking) this.#leave(this.#upload);
      this.#upload.hidden = !isAsking;
    }
  }

  release() {
    this.#ending.abort();
    this.#addresses.splice(0).forEach((address) => URL.revokeObjectURL(address));
  }

  // -- What the person wrote --

  #buildQuestion() {
    const { text, body } = this.#entry;
    const words = body?.file ? [unseen(`${WORDS.file} `), text] : [text];
    const typed = element("p", { className: body?.file ? "typed file" : "typed" }, ...words);
    this.node.append(this.#bubble(WORDS.you, "", typed));
  }

  /** Show whether it waits, or why it has failed. */
  #showState(state) {
    const words = state === "refused" ? this.#entry.refusal : WORDS[state];
    const shown = ["queued", "failed", "refused"].includes(state) ? `${state} ${words}` : "";
    const delivery = this.node.querySelector(".delivery");
    if ((delivery?.dataset.shown ?? "") === shown) return;
    if (delivery) this.#leave(delivery);
    delivery?.remove();
    if (!shown) return;
    const lines = state === "refused" ? markdownNodes(words) : [element("p", {}, words)];
    const retry = button("choice", () => this.#conversation.retry(), WORDS.retry);
    retry.hidden = state === "queued";
    const node = element("div", { className: "delivery" }, ...lines, retry);
    node.dataset.shown = shown;
    this.node.append(node);
  }

  // -- What the assistant says --

  #buildAnswer() {
    const { text, buttons, parts } = this.#entry;
    const lang = ENGLISH.test(text) ? "en" : ""; // open: read in one's own voice
    this.node.append(this.#bubble(WORDS.assistant, lang, ...this.#contentNodes()));
    this.#choices = buttons.map((choice) => this.#choiceNode(choice));
    if (buttons.length > 0) this.node.append(group(WORDS.choices, this.#choices));
    if (parts.some(({ accepts }) => accepts === "itinerary")) {
      this.#upload = uploadNode(this.#conversation, this.#ending.signal);
      this.node.append(this.#upload);
    }
    if (parts.some(({ topic }) => topic)) this.node.append(this.#ratingNode());
  }

  /** Return a reply's text and its parts, which come before the quotes and sources at its end. */
  #contentNodes() {
    const nodes = markdownNodes(this.#entry.text);
    const end = nodes.findLastIndex((node) => !node.matches("details, .source")) + 1;
    const partNodes = this.#entry.parts.flatMap(({ files = [], split }) => {
      const offered = files.filter((file) => FILE_KINDS.has(file.media_type));
      return [split && splitNode(split), ...offered.map((file) => this.#fileNode(file))];
    });
    return [...nodes.slice(0, end), ...partNodes.filter(Boolean), ...nodes.slice(end)];
  }

  #fileNode({ name, media_type: mediaType, content }) {
    const address = URL.createObjectURL(new Blob([content], { type: mediaType }));
    this.#addresses.push(address);
    const kind = element("span", { className: "kind" }, FILE_KINDS.get(mediaType));
    const words = element("span", {}, `${WORDS.download} `, element("bdi", {}, name));
    return element("p", {}, element("a", { href: address, download: name }, words, " ", kind));
  }

  #choiceNode(choice) {
    const node = button(
      "choice",
      () => {
        this.#moveFocus();
        this.#conversation.choose(this.#entry, choice);
      },
      choice.title,
    );
    node.dir = "auto";
    return node;
  }

  #ratingNode() {
    const thumb = (helpful, words) => {
      const rate = () => this.#entry.helpful !== helpful && this.#rate(helpful);
      const node = button(helpful ? "thumb" : "thumb down", rate, icon(THUMB), unseen(words));
      node.title = words;
      this.#thumbs.push([helpful, node]);
      return node;
    };
    const thumbs = [thumb(true, WORDS.helpful), thumb(false, WORDS.notHelpful)];
    return element(
      "div",
      { className: "rating", role: "group", "aria-label": WORDS.rating },
      ...thumbs,
    );
  }

  #rate(helpful) {
    this.#conversation.rate(this.#entry, helpful).catch(() => {
      this.node.dispatchEvent(new CustomEvent("tell", { bubbles: true, detail: WORDS.notRated }));
    });
  }

  #leave(node) {
    if (node.contains(node.getRootNode().activeElement)) this.#moveFocus();
  }

  #bubble(speaker, lang, ...content) {
    const who = element("span", { className: "hidden", lang: "en", dir: "ltr" }, `${speaker} `);
    return element("div", { className: "bubble", lang, dir: "auto" }, who, ...content);
  }
}

export function greetingNode(paragraphs, questions, onAsk) {
  const buttons = questions.map((text) => button("choice", () => onAsk(text), text));
  return element(
    "div",
    { className: "message assistant greeting" },
    element("div", { className: "bubble", dir: "auto" }, ...paragraphs),
    group(WORDS.examples, buttons),
  );
}

/** Return the nodes of the emergency line: a small screen has no room for its last sentences. */
export function emergencyNodes(text) {
  const { question, contact, more } = text.match(
    /^(?<question>[^?]+\?)?(?<contact>.*?)(?<more>(?<=[.!])\s+\p{Lu}.*)?$/su,
  ).groups;
  return [
    element("strong", {}, question ?? ""),
    ...inlineNodes(contact),
    element("span", { className: "more" }, ...inlineNodes(more ?? "")),
  ];
}

function group(label, buttons) {
  return element("div", { className: "choices", role: "group", "aria-label": label }, ...buttons);
}

/** Return a bar of what is covered and what is not, with the words for it below. */
function splitNode({ covered, own, label }) {
  const amounts = { covered: Number(covered), own: Number(own) }; // for lengths only
  const bar = element("div", { className: "split-bar", "aria-hidden": "true" });
  for (const [name, amount] of Object.entries(amounts)) {
    if (amount === 0) continue;
    const share = element("span", { className: name });
    share.style.flexGrow = amount / (amounts.covered + amounts.own);
    bar.append(share);
  }
  // "Covered ..., you pay ...": each half is marked like its share.
  const halves = label.split(/(?<=,) /);
  const words =
    halves.length === 2
      ? [
          element("span", { className: "key covered" }, halves[0]),
          " ",
          element("span", { className: "key own" }, halves[1]),
        ]
      : [label];
  return element("div", { className: "split" }, bar, element("p", {}, ...words));
}
