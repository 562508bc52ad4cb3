/** Where a message is written. */

import { element } from "./dom.js";
import { WORDS } from "./words.js";

const COUNTER_FROM = 0.9; // share of the longest message from which on its length is shown

/** The form; `onSend` gets a text, `onTooLong` the words for why it cannot be sent. */
export class Composer {
  #limits;
  #draft;
  #input = element("textarea", {
    id: "input",
    rows: 1,
    placeholder: WORDS.input,
    enterKeyHint: "send",
    autocomplete: "off",
    dir: "auto",
    "aria-describedby": "counter",
  });
  #counter = element("p", { id: "counter", className: "counter" });

  constructor(limits, draft, { onSend, onTooLong }) {
    this.#limits = limits;
    this.#draft = draft;
    this.node = element(
      "form",
      {},
      element("label", { className: "hidden", htmlFor: "input" }, WORDS.input),
      this.#input,
      element("button", { type: "submit", className: "send" }, WORDS.send),
      this.#counter,
    );
    this.#input.value = draft.text;
    this.#input.addEventListener("input", () => this.#onInput());
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.node.requestSubmit();
    });
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.focus();
      const text = this.#input.value.trim();
      if (text === "") return;
      if (this.#isTooLong) return onTooLong(this.#lengthWords);
      this.#input.value = "";
      this.#onInput();
      onSend(text);
    });
  }

  focus() {
    this.#input.focus({ preventScroll: true });
  }

  /** Fit what is shown to the text, once it can be measured and when the limit is known. */
  fit() {
    const input = this.#input;
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + input.offsetHeight - input.clientHeight}px`;
    const isShort = this.#length < this.#limits().characters * COUNTER_FROM;
    this.#counter.hidden = isShort;
    this.#counter.textContent = isShort ? "" : this.#lengthWords;
    this.#counter.classList.toggle("wrong", this.#isTooLong);
    input.setAttribute("aria-invalid", this.#isTooLong);
  }

  #onInput() {
    this.#draft.text = this.#input.value;
    this.fit();
  }

  get #length() {
    return [...this.#input.value.trim()].length;
  }

  get #isTooLong() {
    return this.#length > this.#limits().characters;
  }

  get #lengthWords() {
    const { characters } = this.#limits();
    const length = this.#length;
    return length > characters ? WORDS.tooLong(length, characters) : `${length} / ${characters}`;
  }
}
