/** The floating panel: opened by a button in the corner; it fills a small screen. */

import { button, icon, unseen } from "./dom.js";
import { WORDS } from "./words.js";

const SMALL_SCREEN = "(max-width: 30em), (max-height: 30em)";
const CROSS = "m6 6 12 12M18 6 6 18";

/** Opens and closes the frame, a <dialog>, as the property `open` of its host says. */
export class Panel {
  launcher;
  close = button("quiet close", () => this.#close(), icon(CROSS), unseen(WORDS.close));
  #host;
  #frame;
  #note;
  #onOpen;
  #screen = matchMedia(SMALL_SCREEN);

  /** `note` remembers on the next page of a site whether it is open; `onOpen` moves the focus. */
  constructor(host, frame, label, { note, onOpen }) {
    this.#host = host;
    this.#frame = frame;
    this.#note = note;
    this.#onOpen = onOpen;
    this.launcher = button("launcher", () => this.#open(), ...label);
    this.launcher.setAttribute("aria-haspopup", "dialog");
    frame.addEventListener("cancel", (event) => {
      if (event.target !== frame) return; // that of choosing a file comes by as well
      event.preventDefault();
      this.#close();
    });
    frame.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
      event.preventDefault();
      this.#close();
    });
  }

  /** Begin as the page wants it and as it was on the page before; never over a small screen. */
  begin(signal) {
    if (this.#screen.matches) this.#host.open = false;
    else if (this.#note.text) this.#host.open = this.#note.text === "open";
    this.#screen.addEventListener("change", () => this.#fit(), { signal });
    this.follow();
  }

  /** Show or hide the frame; the focus stays where it is, which may be elsewhere on the page. */
  follow() {
    const { open } = this.#host;
    this.launcher.hidden = open;
    if (open === this.#frame.open) return;
    if (open) this.#show();
    else this.#frame.close();
  }

  /** Have the frame flow with the page, so that all of it can be printed; return what ends it. */
  flow() {
    this.#frame.close();
    this.#frame.setAttribute("open", "");
    return () => this.#fit();
  }

  #show() {
    // The page below a full screen must not be reached; beside the panel it can be used.
    if (this.#screen.matches) this.#frame.showModal();
    else this.#frame.setAttribute("open", "");
  }

  #fit() {
    if (!this.#host.open) return;
    const focused = this.#frame.getRootNode().activeElement;
    this.#frame.close();
    this.#show();
    focused?.focus();
  }

  #open() {
    this.#host.open = true;
    this.#note.text = "open";
    this.#onOpen();
  }

  #close() {
    this.#host.open = false;
    this.#note.text = "closed";
    this.launcher.focus();
  }
}
