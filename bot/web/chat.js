/**
 * <travel-assistant>: a conversation with the travel assistant.
 *
 * Its attribute `heading` is the title; its paragraphs and the items of its list are the greeting
 * and the example questions. It talks to the server that this file came from.
 */

const API = new URL("../", import.meta.url);
const STYLE = new URL("chat.css", import.meta.url);
const ICON = new URL("icon.svg", import.meta.url);
const WORKER = new URL("../../service-worker.js", API);
const STORAGE_KEY = "travel-assistant";
const KEPT_ENTRIES = 200;
const REQUEST_TIMEOUT_MS = 15_000;
const FIRST_PAUSE_MS = 2000; // of which up to half is left out
const LONGEST_PAUSE_MS = 30_000;
const ENGLISH = /^\P{L}*\p{sc=Latin}/u; // as far as a script tells
const REFUSED = /^4(?!08|25|29)/; // for good
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
  failed: "Not sent yet.",
  quote: "What the page says",
  download: "Download",
  refused: "The assistant could not take this message.",
  unreachable: "The assistant cannot be reached",
  doNotWait: "In an emergency do not wait for it.",
  kept: "What you write is kept here and sent as soon as the assistant is back.",
  back: "The assistant is back.",
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

function remember({ session, entries, draft }) {
  try {
    const kept = { session, entries: entries.slice(-KEPT_ENTRIES), draft };
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(kept));
  } catch {
    // Storage is switched off or full: the conversation lives as long as the page.
  }
}

// ---- The element ----

/**
 * An entry of the conversation is one of
 *   {from: "user", text, body, state}: `body` goes to the server; `state` is queued, sending,
 *     failed or answered
 *   {from: "assistant", text, buttons, chosen, parts}: `chosen` is the title of the button clicked;
 *     `parts` are {files: [{name, media_type, content}]} and {split: {covered, own, label}}
 *   {from: "note", text}
 */
class TravelAssistant extends HTMLElement {
  #conversation = recall();
  #nodes = new Map(); // entry -> its node in the log
  #downloads = []; // the addresses under which the browser holds files
  #run = { active: false }; // what is sent one after the other; "Start over" begins a new run
  #pause = FIRST_PAUSE_MS;
  #timer; // of the next attempt to reach the server
  #contacts; // settled once they are there
  #parts = {};

  connectedCallback() {
    if (this.shadowRoot) return;
    this.#build();
    this.#restore();
    this.#contacts = this.#loadContacts();
    this.#reconnect();
    const tryAgain = () => this.#isOut && this.#reconnect();
    window.addEventListener("online", tryAgain);
    document.addEventListener("visibilitychange", tryAgain);
    // A page of others is not ours to keep.
    if (location.pathname === new URL("./", WORKER).pathname) {
      navigator.serviceWorker?.register(WORKER).catch(() => {});
    }
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
    parts.outage = element("section", { className: "outage", role: "alert" });
    parts.status = element("p", { className: "hidden", role: "status" });
    parts.input = element("textarea", {
      id: "input",
      rows: 1,
      maxLength: DEFAULT_MAX_CHARACTERS,
      placeholder: WORDS.input,
      enterKeyHint: "send",
      autocomplete: "off",
      dir: "auto",
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
    parts.input.addEventListener("input", () => this.#onInput());
    parts.input.addEventListener("keydown", (event) => this.#onKey(event));
    parts.form.addEventListener("submit", (event) => this.#onSubmit(event));
  }

  /** Show the element once its style is there. */
  #show() {
    this.#parts.frame.hidden = false;
    this.#onInput();
    const last = this.#conversation.entries.findLast(({ from }) => from === "user");
    const node = this.#isOut ? this.#parts.outage : this.#nodes.get(last);
    if (node) this.#scrollTo(node, "instant");
  }

  #restore() {
    const nodes = this.#conversation.entries.map((entry) => this.#nodeOf(entry));
    this.#parts.log.append(this.#greetingNode(), ...nodes, this.#parts.outage);
    this.#parts.input.value = this.#conversation.draft ?? "";
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
      const typed = element("p", { className: "typed" }, entry.text);
      node.append(this.#bubble(WORDS.you, "", typed));
      this.#showState(entry);
    } else if (entry.from === "assistant") {
      const lang = ENGLISH.test(entry.text) ? "en" : ""; // open: read in one's own voice
      node.append(this.#bubble(WORDS.assistant, lang, ...this.#contentNodes(entry)));
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

  #bubble(speaker, lang, ...content) {
    const who = element("span", { className: "hidden", lang: "en", dir: "ltr" }, `${speaker} `);
    return element("div", { className: "bubble", lang, dir: "auto" }, who, ...content);
  }

  #choicesNode(entry) {
    const buttons = entry.buttons.map(({ title, payload }) => {
      const button = element("button", { type: "button", className: "choice", dir: "auto" }, title);
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
    if (node.querySelector(".delivery :focus")) this.#moveFocus();
    node.querySelector(".delivery")?.remove();
    const words = WORDS[entry.state];
    if (!words) return;
    const retry = element("button", { type: "button", className: "choice" }, WORDS.retry);
    retry.hidden = entry.state === "queued";
    retry.addEventListener("click", () => this.#sendAll());
    node.append(element("div", { className: "delivery" }, element("p", {}, words), retry));
  }

  /** Add an entry to the conversation: at its end, or right after another entry. */
  #add(entry, after = null) {
    const { entries } = this.#conversation;
    const position = after ? entries.indexOf(after) + 1 : entries.length;
    entries.splice(position, 0, entry);
    const node = this.#nodeOf(entry);
    if (after) this.#nodes.get(after).after(node);
    else this.#parts.outage.before(node);
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
    this.#onInput();
    this.#say(text, { text });
  }

  #choose(title, body) {
    this.#moveFocus();
    this.#say(title, body);
  }

  #moveFocus() {
    // On a touch screen the focus would open the keyboard, over the answer.
    const { input, log } = this.#parts;
    (matchMedia("(hover: hover)").matches ? input : log).focus({ preventScroll: true });
  }

  async #say(text, body) {
    body.id = crypto.getRandomValues(new Uint32Array(4)).join("-");
    this.#scrollTo(this.#add({ from: "user", text, body, state: "queued" }));
    await this.#sendAll();
    if (this.#isOut) this.#scrollTo(this.#parts.outage);
  }

  /** Send what waits, one message after the other; stop at the first that cannot be delivered. */
  async #sendAll() {
    const run = this.#run;
    if (run.active) return;
    run.active = true;
    let entry = this.#firstWaiting();
    while (entry && (await this.#deliver(entry, run))) entry = this.#firstWaiting();
    if (run !== this.#run) return;
    run.active = false;
    if (entry) await this.#onOutage();
  }

  #firstWaiting() {
    const { entries } = this.#conversation;
    return entries.find(({ from, state }) => from === "user" && state !== "answered");
  }

  /** Send one message and show its answer; return whether it was taken. */
  async #deliver(entry, run) {
    this.#setState(entry, "sending");
    const typing = this.#showTyping(entry);
    if (!this.#isOut) this.#scrollTo(this.#nodes.get(entry)); // not with each attempt
    let replies;
    try {
      replies = await this.#ask(entry);
    } catch (error) {
      if (!(error instanceof Refusal)) return false;
      replies = [{ text: error.message, buttons: [] }];
    } finally {
      typing.remove();
      this.#parts.status.textContent = "";
    }
    if (run !== this.#run) return false;
    this.#endOutage();
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
    if (entry.state === state) return;
    entry.state = state;
    this.#showState(entry);
    remember(this.#conversation);
  }

  /** Show that the answer is on its way; return the node to take away again. */
  #showTyping(entry) {
    const dots = [1, 2, 3].map(() => element("span"));
    const typing = element("div", { className: "typing", "aria-hidden": "true" }, ...dots);
    this.#nodes.get(entry).after(typing);
    if (!this.#isOut) this.#parts.status.textContent = WORDS.writing;
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
    const answer = await response.json().catch(() => ({}));
    if (answer.messages) return answer.messages;
    if (REFUSED.test(response.status)) throw new Refusal(answer.error ?? WORDS.refused);
    throw new Error(`status ${response.status}`);
  }

  /** Get the limit, and a session where there is none. */
  async #openSession() {
    const response = await this.#post("session", {});
    if (!response.ok) throw new Error(`status ${response.status}`);
    const { session, max_characters: maxCharacters } = await response.json();
    this.#conversation.session ??= session;
    remember(this.#conversation);
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
    this.#conversation = { session: null, entries: [], draft: this.#parts.input.value };
    this.#nodes.clear();
    this.#downloads.splice(0).forEach((address) => URL.revokeObjectURL(address));
    remember(this.#conversation);
    const { log, outage, input } = this.#parts;
    while (log.firstChild !== outage) log.firstChild.remove();
    log.prepend(this.#greetingNode());
    input.focus();
    this.#reconnect();
  }

  // -- An outage --

  get #isOut() {
    return this.#parts.outage.hasChildNodes();
  }

  /** See whether the server is there, and send what waits. */
  async #reconnect() {
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
    try {
      await this.#openSession();
    } catch {
      return this.#onOutage();
    }
    if (this.#firstWaiting()) this.#sendAll();
    else this.#endOutage();
  }

  /** Say whom to call, and try again later. */
  async #onOutage() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#reconnect(), this.#pause * (1 - Math.random() / 2));
    const waiting = this.#firstWaiting();
    if (waiting && !this.#run.active) this.#setState(waiting, "failed");
    await this.#contacts;
    if (this.#isOut) return; // read out once
    const { emergency, outage } = this.#parts;
    outage.append(
      element("h2", {}, WORDS.unreachable),
      element("p", {}, WORDS.doNotWait),
      element("p", {}, ...emergency.cloneNode(true).childNodes),
      element("p", {}, WORDS.kept),
    );
    this.#scrollTo(outage);
  }

  #endOutage() {
    clearTimeout(this.#timer);
    this.#pause = FIRST_PAUSE_MS;
    if (!this.#isOut) return;
    const { outage, status } = this.#parts;
    if (outage.querySelector(":focus")) this.#moveFocus();
    outage.replaceChildren();
    status.textContent = WORDS.back;
    this.#contacts = this.#loadContacts();
  }

  /** Show the emergency line as it came last. */
  async #loadContacts() {
    try {
      const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
      const response = await fetch(new URL("emergency", API), { signal });
      this.#showEmergency((await response.json()).text);
    } catch {
      // The line of the page itself stays.
    }
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

  /** Bring the beginning of a message into view. */
  #scrollTo(node, behavior = "auto") {
    this.#parts.log.scrollTo({ top: node.offsetTop - PEEK_PX, behavior });
  }

  #onInput() {
    const { input, counter } = this.#parts;
    this.#conversation.draft = input.value;
    remember(this.#conversation);
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + input.offsetHeight - input.clientHeight}px`;
    counter.hidden = input.value.length < input.maxLength * COUNTER_FROM;
    counter.textContent = `${input.value.length} / ${input.maxLength}`;
  }
}

customElements.define("travel-assistant", TravelAssistant);
