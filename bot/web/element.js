/** The element <travel-assistant>; `chat.js` says how it is used. */

import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { button, element } from "./dom.js";
import { preparePaper } from "./export.js";
import { menuNode } from "./menu.js";
import { emergencyNodes, greetingNode, MessageView } from "./message.js";
import { Panel } from "./panel.js";
import { Store, TabNote } from "./store.js";
import { Server } from "./transport.js";
import { WORDS } from "./words.js";

const API = new URL("../", import.meta.url);
const STYLE = new URL("chat.css", import.meta.url);
const ICON = new URL("icon.svg", import.meta.url);
const WORKER = new URL("../../service-worker.js", API);
const KEY = `travel-assistant ${API}`; // a site may have several
const PEEK_PX = 64; // how much of the message above stays in view

let conversation; // one for all elements of a page

export class TravelAssistant extends HTMLElement {
  static observedAttributes = ["open"];

  #views = new Map(); // id of an entry -> its view
  #emergency = ""; // the line that is shown
  #isWriting = false;
  #parts = {};
  #panel; // only of a floating one
  #leaving;

  connectedCallback() {
    conversation ??= new Conversation(new Server(API), new Store(KEY), KEY);
    this.#leaving = new AbortController();
    const until = { signal: this.#leaving.signal };
    if (!this.shadowRoot) this.#build();
    const tryAgain = () => conversation.isOut && conversation.connect();
    window.addEventListener("online", tryAgain, until);
    document.addEventListener("visibilitychange", tryAgain, until);
    document.addEventListener("visibilitychange", () => this.#render(), until);
    window.addEventListener("beforeprint", () => this.#mode === "page" && this.#toPaper(), until);
    conversation.addEventListener("change", () => this.#render(), until);
    this.#render();
    // Who only passes by a closed panel is none of the server's business.
    if (!this.#panel || conversation.waiting) conversation.begin();
    // A page of others is not ours to keep.
    if (location.origin + location.pathname === new URL("./", WORKER).href) {
      navigator.serviceWorker?.register(WORKER).catch(() => {});
    }
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  attributeChangedCallback() {
    if (!this.#panel || this.#parts.root.hidden) return;
    this.#panel.follow();
    if (this.open) this.#onOpened();
  }

  /** Whether the floating panel is open. */
  get open() {
    return this.hasAttribute("open");
  }

  set open(isOpen) {
    this.toggleAttribute("open", Boolean(isOpen));
  }

  get #mode() {
    return this.getAttribute("mode");
  }

  // -- Building --

  #build() {
    const parts = this.#parts;
    const isFloating = this.#mode === "floating";
    const title = this.getAttribute("heading") || WORDS.title;
    const lang = this.closest("[lang]")?.lang ?? ""; // of what the page says; our words are English
    const picture = () => element("img", { src: ICON.href, alt: "", width: 32, height: 32 });
    parts.menu = menuNode(title, () => conversation.entries, {
      startOver: () => this.#startOver(),
      print: () => this.#print(),
      askToDelete: () => this.#askToDelete(),
    });
    parts.emergency = element("p", { className: "emergency" });
    parts.log = element("div", {
      className: "log",
      role: "log",
      tabIndex: 0,
      "aria-live": "polite",
      "aria-label": WORDS.conversation,
    });
    parts.outage = element("section", { className: "outage", role: "alert" });
    parts.typing = element("div", { className: "typing", "aria-hidden": "true" });
    parts.typing.append(...[1, 2, 3].map(() => element("span")));
    parts.status = element("p", { className: "hidden", role: "status" });
    parts.confirm = this.#confirmNode();
    parts.composer = new Composer(() => conversation.limits, new TabNote(`${KEY} draft`), {
      onSend: (text) => this.#ask(text),
      onTooLong: (words) => this.#tell(words, false),
    });
    parts.bar = element(
      "div",
      { className: "bar" },
      picture(),
      element(this.#mode === "page" ? "h1" : "h2", { id: "title", lang, dir: "auto" }, title),
      parts.menu,
    );
    parts.frame = element(
      isFloating ? "dialog" : "section",
      { className: "frame", "aria-labelledby": "title" },
      element("header", {}, parts.bar, element("div", { className: "alarm" }, parts.emergency)),
      parts.log,
      element("div", { className: "foot" }, parts.status, parts.confirm, parts.composer.node),
    );
    parts.root = element("div", { className: "root", lang: "en", hidden: true }, parts.frame);
    if (isFloating) {
      const label = [picture(), element("span", { lang, dir: "auto" }, title)];
      this.#panel = new Panel(this, parts.frame, label, {
        note: new TabNote(`${KEY} panel`),
        onOpen: () => this.#moveFocus(),
      });
      parts.bar.append(this.#panel.close);
      parts.root.prepend(this.#panel.launcher);
    }
    parts.log.append(this.#greetingNode(), parts.outage);
    parts.log.addEventListener("tell", ({ detail }) => this.#tell(detail, true));
    // What is typed here is no shortcut of the page around.
    for (const type of ["keydown", "keypress", "keyup"]) {
      parts.root.addEventListener(type, (event) => event.stopPropagation());
    }
    const style = element("link", { rel: "stylesheet", href: STYLE.href });
    style.onload = style.onerror = () => this.#show();
    this.attachShadow({ mode: "open" }).append(style, parts.root);
  }

  #greetingNode() {
    const own = [...this.querySelectorAll(":scope > p")].map((p) => p.cloneNode(true));
    const greeting = this.getAttribute("greeting") || (own.length === 0 && WORDS.greeting);
    const items = [...this.querySelectorAll(":scope > ul > li")];
    const listed = items.map((item) => item.textContent.trim());
    const questions = own.length + listed.length > 0 ? listed : WORDS.questions;
    return greetingNode(greeting ? [element("p", {}, greeting)] : own, questions, (text) => {
      this.#moveFocus();
      this.#ask(text);
    });
  }

  /** Show the element once its style is there. */
  #show() {
    this.#parts.root.hidden = false;
    this.#panel?.begin(this.#leaving.signal);
    if (!this.#panel || this.open) this.#onOpened();
  }

  #onOpened() {
    conversation.begin();
    this.#parts.composer.fit();
    const last = conversation.entries.findLast(({ from }) => from === "user");
    const node = conversation.isOut ? this.#parts.outage : this.#views.get(last?.id)?.node;
    if (node) this.#scrollTo(node, "instant");
  }

  #ask(text) {
    this.#tell("", false);
    conversation.say(text, { text });
  }

  #moveFocus() {
    // On a touch screen the focus would open the keyboard, over the answer.
    const { composer, log } = this.#parts;
    if (matchMedia("(hover: hover)").matches) composer.focus();
    else log.focus({ preventScroll: true });
  }

  #startOver() {
    conversation.startOver();
    this.#tell("", false);
    this.#parts.composer.focus();
    conversation.connect();
  }

  #print() {
    if (this.#mode !== "page") this.#toPaper(); // else it is noticed, as with any way to print
    window.print();
  }

  #toPaper() {
    const { root } = this.#parts;
    const restore = [preparePaper(root), this.#panel?.flow()];
    window.addEventListener("afterprint", () => restore.forEach((end) => end?.()), { once: true });
  }

  #confirmNode() {
    return element(
      "section",
      {
        className: "confirm",
        role: "alertdialog",
        hidden: true,
        "aria-labelledby": "delete",
        "aria-describedby": "delete-what",
      },
      element("p", { id: "delete", tabIndex: -1 }, element("strong", {}, WORDS.deleteTitle)),
      element("p", { id: "delete-what" }, WORDS.deleteWhat),
      element(
        "div",
        { className: "choices" },
        button("choice danger", () => this.#delete(), WORDS.deleteYes),
        button("choice", () => this.#hideConfirm(), WORDS.deleteNo),
      ),
    );
  }

  #askToDelete() {
    const { confirm } = this.#parts;
    this.#tell("", false);
    confirm.hidden = false;
    confirm.onkeydown = (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault(); // the panel stays
      this.#hideConfirm();
    };
    confirm.firstChild.focus();
  }

  #hideConfirm() {
    this.#parts.confirm.hidden = true;
    this.#parts.menu.querySelector("button").focus();
  }

  async #delete() {
    this.#hideConfirm();
    try {
      await conversation.delete();
      this.#tell(WORDS.deleted, true);
    } catch {
      this.#tell(WORDS.notDeleted, true);
    }
  }

  // -- Showing --

  /** Bring what is shown in line with the conversation; what stays is not touched. */
  #render() {
    const { log, typing, composer } = this.#parts;
    const { entries, waiting, asking, isOut } = conversation;
    this.#showEmergency();
    for (const [id, view] of this.#views) {
      if (entries.some((entry) => entry.id === id)) continue;
      view.release();
      view.node.remove();
      this.#views.delete(id);
    }
    typing.remove();
    let previous = log.firstChild;
    let firstNew = null;
    for (const entry of entries) {
      let view = this.#views.get(entry.id);
      if (!view) {
        view = new MessageView(entry, conversation, () => this.#moveFocus());
        this.#views.set(entry.id, view);
        firstNew ??= view.node;
      }
      view.update(entry, conversation.stateOf(entry, waiting), entry === asking);
      if (previous.nextElementSibling !== view.node) previous.after(view.node);
      previous = view.node;
    }
    const isWriting = waiting && conversation.stateOf(waiting, waiting) === "sending";
    if (isWriting) this.#views.get(waiting.id).node.after(typing);
    if (!this.#isWriting && isWriting) this.#tell(WORDS.writing, false);
    else if (!isWriting && this.#parts.status.textContent === WORDS.writing) this.#tell("", false);
    this.#isWriting = isWriting;
    if (firstNew) this.#scrollTo(firstNew);
    this.#showOutage(isOut, firstNew);
    composer.fit();
  }

  #showEmergency() {
    if (this.#emergency === conversation.emergency) return;
    this.#emergency = conversation.emergency;
    this.#parts.emergency.replaceChildren(...emergencyNodes(this.#emergency));
  }

  #showOutage(isOut, hasNew) {
    const { outage, emergency } = this.#parts;
    if (isOut && !outage.hasChildNodes()) {
      const level = this.#mode === "page" ? "h2" : "h3";
      outage.append(
        element(level, {}, WORDS.unreachable),
        element("p", {}, WORDS.doNotWait),
        element("p", {}, ...emergency.cloneNode(true).childNodes),
        element("p", {}, WORDS.kept),
      );
      this.#scrollTo(outage);
    } else if (isOut && hasNew) {
      this.#scrollTo(outage);
    } else if (!isOut && outage.hasChildNodes()) {
      if (outage.contains(this.shadowRoot.activeElement)) this.#moveFocus();
      outage.replaceChildren();
      if (!conversation.waiting) this.#tell(WORDS.back, false);
    }
  }

  /** Have words read out, and seen if there is nothing else to see. */
  #tell(words, isSeen) {
    const { status } = this.#parts;
    status.className = isSeen && words ? "notice" : "hidden";
    status.textContent = words;
  }

  /** Bring the beginning of a message into view. */
  #scrollTo(node, behavior = "auto") {
    const { log, frame } = this.#parts;
    const isLogScrolled = log.scrollHeight > log.clientHeight;
    const scrolled = isLogScrolled ? log : frame;
    const top = node.getBoundingClientRect().top - scrolled.getBoundingClientRect().top;
    scrolled.scrollTo({ top: scrolled.scrollTop + top - PEEK_PX, behavior });
  }
}
