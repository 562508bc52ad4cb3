/**
 * <travel-assistant>: a conversation with the travel assistant.
 *
 * Its attribute `heading` is the title; its paragraphs and the items of its list are the greeting
 * and the example questions. It talks to the server that this file came from.
 */

const API = new URL("../", import.meta.url);
const STYLE = new URL("chat.css", import.meta.url);
const ICON = new URL("icon.svg", import.meta.url);
const STORAGE_KEY = "travel-assistant";
const KEPT_ENTRIES = 200;
const REQUEST_TIMEOUT_MS = 30_000;
const DEFAULT_MAX_CHARACTERS = 2000;
const COUNTER_FROM = 0.9; // share of the longest message from which on its length is shown
const PEEK_PX = 64; // how much of the message above stays in view
// The question, whom to contact, and further sentences, for which a small screen has no room.
const EMERGENCY_TEXT = /^(?<question>[^?]+\?)?(?<contact>.*?)(?<more>(?<=[.!])\s+\p{Lu}.*)?$/su;
const LINK_PROTOCOLS = ["http:", "https:", "mailto:", "tel:"];

const WORDS = {
  emergency:
    "Medical emergency? Contact International SOS: " +
    "the number is on your International SOS membership card.",
  title: "Travel assistant",
  startOver: "Start over",
  conversation: "Conversation",
  input: "Your message",
  send: "Send",
  retry: "Retry",
  you: "You:",
  assistant: "Assistant:",
  choices: "Choices",
  examples: "Example questions",
  writing: "The assistant is writing.",
  queued: "Will be sent after the answer above.",
  quote: "What the page says",
  download: "Download",
  unreachable: "The assistant cannot be reached. Your message is kept here.",
  unanswered: "This page was reloaded before the answer came.",
  forgotten: "A new conversation has begun: the assistant no longer knows what was said above.",
};

// What a file is called by its media type. No other is offered, whatever the server says.
const FILE_KINDS = new Map([
  ["text/calendar", "calendar file"],
  ["message/rfc822", "e-mail draft"],
  ["text/plain", "text file"],
  ["text/csv", "table"],
]);

/** The server refused a message; the error's text tells the person why. */
class Refusal extends Error {}

/** Make an element: properties (`class` and `aria-...` as attributes), then its children. */
function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

// ---- Markdown: the small part of it that answers use, as DOM nodes ----

// What stays whole, so that no `_` or `*` inside becomes emphasis.
const ATOM = new RegExp(
  [
    /\[(?<label>[^\]]+)\]\((?<target>(?:[^\s()]|\([^\s()]*\))+)\)/,
    /(?<url>https?:\/\/[^\s<>"]*[^\s<>".,;:!?)'\]*_])/,
    /(?<email>(?<![\p{L}\p{N}_.+-])[\p{L}\p{N}_][\p{L}\p{N}_.+*'-]*@[\p{L}\p{N}.-]+)/,
    /(?<phone>\+\d[\d ().-]{5,}\d)/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gu",
);

const ATOM_MARK = "\ufffc"; // Unicode's "object replacement character"

const EMPHASIS = new RegExp(
  [
    /\*\*(?<bold>\S(?:.*?\S)?)\*\*/,
    /(?<![\p{L}\p{N}_])_(?<italic>[^\s_](?:[^_]*[^\s_])?)_(?![\p{L}\p{N}_])/,
    /(?<atom>\ufffc)/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gu",
);

const LISTS = ["list", "steps"];
const BLOCK =
  /^(?:(?<quote>>) ?|(?<list>[-*•]) +|(?<number>\d{1,2})[.)] +|(?<source>Source: ))(?<rest>.*)$/u;

/** Return the nodes of one line of text. */
function inlineNodes(text) {
  const atoms = [];
  const marked = text.replaceAll(ATOM_MARK, "").replaceAll(ATOM, (written, ...rest) => {
    const { label, target, url, phone } = rest.at(-1);
    if (phone) atoms.push(link(`tel:${phone.replace(/[^+\d]/g, "")}`, phone, written));
    else if (target ?? url) atoms.push(link(target ?? url, label ?? url, written));
    else atoms.push(written);
    return ATOM_MARK;
  });
  return emphasisNodes(marked, atoms);
}

/** Return the nodes of a text in which marks stand for `atoms`, which are taken from their list. */
function emphasisNodes(text, atoms) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(EMPHASIS)) {
    const { bold, italic } = match.groups;
    nodes.push(text.slice(end, match.index));
    if (bold) nodes.push(element("strong", {}, ...emphasisNodes(bold, atoms)));
    else if (italic) nodes.push(element("em", {}, ...emphasisNodes(italic, atoms)));
    else nodes.push(atoms.shift());
    end = match.index + match[0].length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

/** Return a link, or the text as it was written where its target is not one we open. */
function link(target, label, written) {
  let url;
  try {
    url = new URL(target);
  } catch {
    return written;
  }
  if (!LINK_PROTOCOLS.includes(url.protocol)) return written;
  const anchor = element("a", { href: url.href }, label);
  if (url.protocol.startsWith("http")) {
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer";
  }
  return anchor;
}

/** Return the block that a line belongs to, and the line without the block's mark. */
function blockOf(line) {
  const marked = line.match(BLOCK);
  if (marked?.groups.quote) return ["quote", marked.groups.rest];
  if (marked?.groups.list) return ["list", marked.groups.rest];
  if (marked?.groups.number) return ["steps", marked.groups.rest, marked.groups.number];
  if (marked?.groups.source) return ["source", line];
  return [line === "" ? "gap" : "paragraph", line];
}

/** Return the blocks of an answer: paragraphs, lists, quotes and the line that names the source. */
function markdownNodes(text) {
  const blocks = [];
  for (const line of text.split("\n")) {
    const [kind, rest, number] = blockOf(line.trim());
    const last = blocks.at(-1);
    const isInItem = kind === "paragraph" && /^\s/.test(line) && LISTS.includes(last?.kind);
    if (isInItem) last.lines.push(`${last.lines.pop()}\n${rest}`);
    else if (last?.kind === kind && kind !== "source") last.lines.push(rest);
    else blocks.push({ kind, lines: [rest], number });
  }
  const nodes = blocks.filter(({ kind }) => kind !== "gap").map(blockNode);
  // A quote that is the whole answer is not hidden away.
  if (blocks.every(({ kind }) => ["quote", "source", "gap"].includes(kind))) {
    nodes.forEach((node) => node.toggleAttribute("open", node.localName === "details"));
  }
  return nodes;
}

function blockNode({ kind, lines, number }) {
  if (LISTS.includes(kind)) {
    const items = lines.map((line) => element("li", {}, ...brokenNodes(line.split("\n"))));
    return number ? element("ol", { start: number }, ...items) : element("ul", {}, ...items);
  }
  if (kind === "quote") {
    const quote = element("blockquote", {}, ...markdownNodes(lines.join("\n")));
    return element("details", {}, element("summary", {}, WORDS.quote), quote);
  }
  return element("p", kind === "source" ? { className: "source" } : {}, ...brokenNodes(lines));
}

/** Return the nodes of lines that follow one another in a paragraph or an item. */
function brokenNodes(lines) {
  return lines.flatMap((line, index) => {
    return index === 0 ? inlineNodes(line) : [element("br"), ...inlineNodes(line)];
  });
}

// ---- The parts of a reply that are not text ----

/** Return the entries that the messages of a reply make: parts join the text before them. */
function withParts(replies) {
  const entries = [];
  for (const { text, buttons, ...part } of replies) {
    if (text || entries.length === 0) entries.push({ from: "assistant", text, buttons, parts: [] });
    if (!text) entries.at(-1).parts.push(part);
  }
  return entries;
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

// ---- What is kept while the tab is open ----

/** Return what was kept of the conversation in this tab; nothing where storage is not allowed. */
function recall() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(STORAGE_KEY));
    if (Array.isArray(kept?.entries)) return kept;
  } catch {
    // Storage is switched off, or something else has written there: begin anew.
  }
  return { session: null, entries: [] };
}

function remember({ session, entries }) {
  try {
    const kept = { session, entries: entries.slice(-KEPT_ENTRIES) };
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(kept));
  } catch {
    // Storage is switched off or full: the conversation lives as long as the page.
  }
}

// ---- The element ----

/**
 * An entry of the conversation is one of
 *   {from: "user", text, body, state, failure}: `body` goes to the server; `state` is queued,
 *     sending, failed or answered; `failure` says why it failed
 *   {from: "assistant", text, buttons, chosen, parts}: `chosen` is the title of the button clicked;
 *     `parts` are {files: [{name, media_type, content}]} and {split: {covered, own, label}}
 *   {from: "note", text}
 */
class TravelAssistant extends HTMLElement {
  #conversation = recall();
  #nodes = new Map(); // entry -> its node in the log
  #downloads = []; // the addresses under which the browser holds files
  #run = { active: false }; // what is sent one after the other; "Start over" begins a new run
  #parts = {};

  connectedCallback() {
    if (this.shadowRoot) return;
    this.#build();
    this.#restore();
    this.#openSession().catch(() => {}); // told when something is sent; the emergency line stays
    window.addEventListener("online", () => this.#sendAll());
  }

  // -- Building --

  #build() {
    const parts = this.#parts;
    const title = this.getAttribute("heading") ?? WORDS.title;
    parts.emergency = element("p", { className: "emergency" });
    parts.restart = element("button", { type: "button", className: "quiet" }, WORDS.startOver);
    parts.log = element("div", {
      className: "log",
      role: "log",
      tabIndex: 0,
      "aria-live": "polite",
      "aria-label": WORDS.conversation,
    });
    parts.status = element("p", { className: "hidden", role: "status" });
    parts.input = element("textarea", {
      id: "input",
      rows: 1,
      maxLength: DEFAULT_MAX_CHARACTERS,
      placeholder: WORDS.input,
      enterKeyHint: "send",
      autocomplete: "off",
    });
    parts.counter = element("p", { className: "counter", hidden: true });
    parts.form = element(
      "form",
      {},
      element("label", { className: "hidden", htmlFor: "input" }, WORDS.input),
      parts.input,
      element("button", { type: "submit", className: "send" }, WORDS.send),
      parts.counter,
    );
    parts.frame = element(
      "section",
      { className: "frame", hidden: true, "aria-label": title },
      element(
        "header",
        {},
        element(
          "div",
          { className: "bar" },
          element("img", { src: ICON.href, alt: "", width: 32, height: 32 }),
          element("h1", {}, title),
          parts.restart,
        ),
        parts.emergency,
      ),
      parts.log,
      parts.status,
      parts.form,
    );
    this.#showEmergency(WORDS.emergency);

    const style = element("link", { rel: "stylesheet", href: STYLE.href });
    style.onload = style.onerror = () => this.#show();
    this.attachShadow({ mode: "open" }).append(style, parts.frame);

    parts.restart.addEventListener("click", () => this.#startOver());
    parts.input.addEventListener("input", () => this.#fitInput());
    parts.input.addEventListener("keydown", (event) => this.#onKey(event));
    parts.form.addEventListener("submit", (event) => this.#onSubmit(event));
  }

  /** Show the element once its style is there. */
  #show() {
    this.#parts.frame.hidden = false;
    const last = this.#conversation.entries.findLast(({ from }) => from === "user");
    if (last) this.#scrollTo(this.#nodes.get(last), "instant");
  }

  #restore() {
    this.#parts.log.append(this.#greetingNode());
    const cutOff = this.#firstWaiting();
    if (cutOff && cutOff.state !== "failed") {
      cutOff.state = "failed";
      cutOff.failure = WORDS.unanswered;
    }
    this.#parts.log.append(...this.#conversation.entries.map((entry) => this.#nodeOf(entry)));
  }

  #greetingNode() {
    const paragraphs = [...this.querySelectorAll(":scope > p")].map((p) => p.cloneNode(true));
    const buttons = [...this.querySelectorAll(":scope > ul > li")].map((item) => {
      const text = item.textContent.trim();
      const button = element("button", { type: "button", className: "choice" }, text);
      button.addEventListener("click", () => this.#choose(text, { text }));
      return button;
    });
    return element(
      "div",
      { className: "message assistant greeting" },
      element("div", { className: "bubble" }, ...paragraphs),
      this.#group(WORDS.examples, buttons),
    );
  }

  // -- Entries --

  #nodeOf(entry) {
    const node = element("div", { className: `message ${entry.from}` });
    this.#nodes.set(entry, node);
    if (entry.from === "user") {
      node.append(this.#bubble(WORDS.you, element("p", { className: "typed" }, entry.text)));
      this.#showState(entry);
    } else if (entry.from === "assistant") {
      node.append(this.#bubble(WORDS.assistant, ...this.#contentNodes(entry)));
      if (entry.buttons.length > 0) node.append(this.#choicesNode(entry));
    } else {
      node.append(entry.text);
    }
    return node;
  }

  /** Return a reply's text and its parts, which come before the quotes and sources at its end. */
  #contentNodes({ text, parts = [] }) {
    const nodes = markdownNodes(text);
    const end = nodes.findLastIndex((node) => !node.matches("details, .source")) + 1;
    const partNodes = parts.flatMap(({ files = [], split }) => {
      const offered = files.filter((file) => FILE_KINDS.has(file.media_type));
      return [split && splitNode(split), ...offered.map((file) => this.#fileNode(file))];
    });
    return [...nodes.slice(0, end), ...partNodes.filter(Boolean), ...nodes.slice(end)];
  }

  #fileNode({ name, media_type: mediaType, content }) {
    const address = URL.createObjectURL(new Blob([content], { type: mediaType }));
    this.#downloads.push(address);
    const kind = element("span", { className: "kind" }, FILE_KINDS.get(mediaType));
    const words = element("span", {}, `${WORDS.download} ${name}`);
    return element("p", {}, element("a", { href: address, download: name }, words, " ", kind));
  }

  #bubble(speaker, ...content) {
    const who = element("span", { className: "hidden" }, `${speaker} `);
    return element("div", { className: "bubble" }, who, ...content);
  }

  #choicesNode(entry) {
    const buttons = entry.buttons.map(({ title, payload }) => {
      const button = element("button", { type: "button", className: "choice" }, title);
      button.disabled = Boolean(entry.chosen);
      button.classList.toggle("chosen", entry.chosen === title);
      button.addEventListener("click", () => {
        entry.chosen = title;
        buttons.forEach((other) => (other.disabled = true));
        button.classList.add("chosen");
        this.#choose(title, payload.startsWith("/") ? { payload } : { text: payload });
      });
      return button;
    });
    return this.#group(WORDS.choices, buttons);
  }

  #group(label, buttons) {
    return element("div", { className: "choices", role: "group", "aria-label": label }, ...buttons);
  }

  /** Show on a message of the user's whether it waits or has failed. */
  #showState(entry) {
    const node = this.#nodes.get(entry);
    node.querySelector(".delivery")?.remove();
    if (entry.state === "queued") {
      node.append(element("div", { className: "delivery" }, element("p", {}, WORDS.queued)));
    }
    if (entry.state !== "failed") return;
    const retry = element("button", { type: "button", className: "choice" }, WORDS.retry);
    retry.addEventListener("click", () => {
      this.#sendAll();
      this.#parts.input.focus();
    });
    node.append(element("div", { className: "delivery" }, element("p", {}, entry.failure), retry));
  }

  /** Add an entry to the conversation: at its end, or right after another entry. */
  #add(entry, after = null) {
    const { entries } = this.#conversation;
    const position = after ? entries.indexOf(after) + 1 : entries.length;
    entries.splice(position, 0, entry);
    const node = this.#nodeOf(entry);
    if (after) this.#nodes.get(after).after(node);
    else this.#parts.log.append(node);
    remember(this.#conversation);
    return node;
  }

  // -- Sending --

  #onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#parts.form.requestSubmit();
  }

  #onSubmit(event) {
    event.preventDefault();
    const { input } = this.#parts;
    const text = input.value.trim();
    input.focus();
    if (text === "") return;
    input.value = "";
    this.#fitInput();
    this.#say(text, { text });
  }

  #choose(title, body) {
    // On a touch screen the focus would open the keyboard, over the answer.
    const { input, log } = this.#parts;
    (matchMedia("(hover: hover)").matches ? input : log).focus({ preventScroll: true });
    this.#say(title, body);
  }

  #say(text, body) {
    this.#scrollTo(this.#add({ from: "user", text, body, state: "queued" }));
    this.#sendAll();
  }

  /** Send what waits, one message after the other; stop at the first that cannot be delivered. */
  async #sendAll() {
    const run = this.#run;
    if (run.active) return;
    run.active = true;
    for (let entry = this.#firstWaiting(); entry; entry = this.#firstWaiting()) {
      const delivered = await this.#deliver(entry, run);
      if (run !== this.#run) return;
      if (!delivered) break;
    }
    run.active = false;
  }

  #firstWaiting() {
    const { entries } = this.#conversation;
    return entries.find(({ from, state }) => from === "user" && state !== "answered");
  }

  /** Send one message and show its answer; return whether it was taken. */
  async #deliver(entry, run) {
    this.#setState(entry, "sending");
    const typing = this.#showTyping(entry);
    this.#scrollTo(this.#nodes.get(entry));
    let replies;
    try {
      replies = await this.#ask(entry);
    } catch (error) {
      if (run !== this.#run) return false;
      if (!(error instanceof Refusal)) {
        entry.failure = WORDS.unreachable;
        this.#setState(entry, "failed");
        this.#scrollTo(this.#nodes.get(entry));
        return false;
      }
      replies = [{ text: error.message, buttons: [] }];
    } finally {
      typing.remove();
      this.#parts.status.textContent = "";
    }
    if (run !== this.#run) return false;
    this.#setState(entry, "answered");
    let last = entry;
    for (const reply of withParts(replies)) {
      this.#add(reply, last);
      last = reply;
    }
    const { entries } = this.#conversation;
    const first = this.#nodes.get(entries[entries.indexOf(entry) + 1]);
    if (first) this.#scrollTo(first);
    return true;
  }

  #setState(entry, state) {
    entry.state = state;
    this.#showState(entry);
    remember(this.#conversation);
  }

  /** Show under a message that its answer is on the way; return the node to take away again. */
  #showTyping(entry) {
    const dots = [1, 2, 3].map(() => element("span"));
    const typing = element("div", { className: "typing", "aria-hidden": "true" }, ...dots);
    this.#nodes.get(entry).after(typing);
    this.#parts.status.textContent = WORDS.writing;
    return typing;
  }

  // -- The server --

  async #ask(entry) {
    const conversation = this.#conversation;
    if (!conversation.session) await this.#openSession();
    let response = await this.#post("message", { session: conversation.session, ...entry.body });
    if (response.status === 401 && conversation === this.#conversation) {
      conversation.session = null;
      await this.#openSession();
      this.#noteForgotten(entry);
      response = await this.#post("message", { session: conversation.session, ...entry.body });
    }
    const answer = await response.json();
    if (response.ok) return answer.messages;
    if (response.status < 500 && answer.error) throw new Refusal(answer.error);
    throw new Error(`status ${response.status}`);
  }

  /** Get the emergency line and the limits, and a session where there is none yet. */
  async #openSession() {
    const response = await this.#post("session", {});
    if (!response.ok) throw new Error(`status ${response.status}`);
    const { session, emergency, max_characters: maxCharacters } = await response.json();
    this.#conversation.session ??= session;
    remember(this.#conversation);
    this.#showEmergency(emergency.text);
    this.#parts.input.maxLength = maxCharacters;
  }

  #post(path, body) {
    return fetch(new URL(path, API), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
  }

  #noteForgotten(entry) {
    const { entries } = this.#conversation;
    const before = entries[entries.indexOf(entry) - 1];
    if (before) this.#add({ from: "note", text: WORDS.forgotten }, before);
  }

  #startOver() {
    const { session } = this.#conversation;
    if (session) this.#post("message", { session, payload: "/restart" }).catch(() => {});
    this.#run = { active: false };
    this.#conversation = { session: null, entries: [] };
    this.#nodes.clear();
    this.#downloads.splice(0).forEach((address) => URL.revokeObjectURL(address));
    remember(this.#conversation);
    this.#parts.log.replaceChildren(this.#greetingNode());
    this.#parts.input.focus();
    this.#openSession().catch(() => {});
  }

  // -- Showing --

  #showEmergency(text) {
    const { question, contact, more } = text.match(EMERGENCY_TEXT).groups;
    this.#parts.emergency.replaceChildren(
      element("strong", {}, question ?? ""),
      ...inlineNodes(contact),
      element("span", { className: "more" }, ...inlineNodes(more ?? "")),
    );
  }

  /** Bring the beginning of a message into view, with a little of what stands above it. */
  #scrollTo(node, behavior = "auto") {
    this.#parts.log.scrollTo({ top: node.offsetTop - PEEK_PX, behavior });
  }

  #fitInput() {
    const { input, counter } = this.#parts;
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + input.offsetHeight - input.clientHeight}px`;
    counter.hidden = input.value.length < input.maxLength * COUNTER_FROM;
    counter.textContent = `${input.value.length} / ${input.maxLength}`;
  }
}

customElements.define("travel-assistant", TravelAssistant);
