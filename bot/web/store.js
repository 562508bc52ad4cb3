/** What is kept of a conversation in the browser: the same for every tab of a site. */

const IDLE_MS = 12 * 3600 * 1000; // then it is forgotten
const KEPT_ENTRIES = 200;

/**
 * Keeps {session, entries, seen}; `seen` is when it last changed, in milliseconds.
 * A "change" event tells of changes; its `detail` is whether another tab made it.
 */
export class Store extends EventTarget {
  #key;
  #raw = null;
  #state = nothing();
  #isKept = true; // until the browser says that it may not be

  constructor(key) {
    super();
    this.#key = key;
    const tell = () => this.#tell(true);
    addEventListener("storage", (event) => [null, key].includes(event.key) && tell());
    addEventListener("pageshow", (event) => event.persisted && tell());
  }

  /** The conversation as the last tab left it. */
  get state() {
    const raw = this.#read();
    if (raw !== this.#raw) {
      this.#raw = raw;
      this.#state = stateOf(raw);
    }
    if (Date.now() - this.#state.seen > IDLE_MS) this.#write(nothing());
    return this.#state;
  }

  /** Have a function change the state, and keep it. */
  change(edit) {
    const { state } = this;
    edit(state);
    this.#write({ ...state, seen: Date.now() });
    this.#tell(false);
  }

  #read() {
    try {
      return this.#isKept ? localStorage.getItem(this.#key) : this.#raw;
    } catch {
      this.#isKept = false; // storage is switched off
      return this.#raw;
    }
  }

  /** Keep as much of it as there is room for; without any, it lives as long as the page. */
  #write(state) {
    for (let count = KEPT_ENTRIES; this.#isKept; count = Math.floor(count / 2)) {
      const entries = count ? state.entries.slice(-count) : [];
      const raw = JSON.stringify({ ...state, entries });
      try {
        localStorage.setItem(this.#key, raw);
        this.#raw = raw;
        this.#state = { ...state, entries };
        return;
      } catch {
        this.#isKept = count > 0;
      }
    }
    this.#state = state;
  }

  #tell(isFromOutside) {
    this.dispatchEvent(new CustomEvent("change", { detail: isFromOutside }));
  }
}

/** What one tab keeps for itself, until it is closed. */
export class TabNote {
  #key;

  constructor(key) {
    this.#key = key;
  }

  get text() {
    try {
      return sessionStorage.getItem(this.#key) ?? "";
    } catch {
      return "";
    }
  }

  set text(text) {
    try {
      if (text) sessionStorage.setItem(this.#key, text);
      else sessionStorage.removeItem(this.#key);
    } catch {
      // Storage is switched off or full: it is gone with the page.
    }
  }
}

function nothing() {
  return { session: null, entries: [], seen: Date.now() };
}

function stateOf(raw) {
  try {
    const { session, entries, seen } = JSON.parse(raw);
    if (entries.every(({ id, from }) => id && from)) return { session, entries, seen };
  } catch {
    // Nothing is there, or something else has written there: begin anew.
  }
  return nothing();
}
