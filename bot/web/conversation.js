/** The conversation itself: what waits, what was answered, and whether the server is there. */

import { entriesOf, newId } from "./entries.js";
import { Refusal, SessionUnknown } from "./transport.js";
import { WORDS } from "./words.js";

const FIRST_PAUSE_MS = 2000; // of which up to half is left out
const LONGEST_PAUSE_MS = 30_000;
const LOCK_PATIENCE_MS = 20_000; // a tab that the system has put to sleep may hold the lock

/**
 * A "change" event tells that it is to be shown anew. Of several tabs one sends at a time, and
 * the ids make a repeat harmless.
 */
export class Conversation extends EventTarget {
  isOut = false; // the server cannot be reached
  emergency = WORDS.emergency;
  #server;
  #store;
  #lock;
  #spare = null; // a session in which nothing was said yet
  #isSending = false;
  #current = null; // {id, leave} of the message on its way
  #failures = 0; // since the server was last there
  #pause = FIRST_PAUSE_MS;
  #timer; // of the next attempt to reach the server
  #contacts; // settled once they are there

  constructor(server, store, lock) {
    super();
    this.#server = server;
    this.#store = store;
    this.#lock = lock;
    store.addEventListener("change", ({ detail: isFromOutside }) => this.#onChange(isFromOutside));
  }

  get entries() {
    return this.#store.state.entries;
  }

  /** The message whose turn it is to be sent, if there is one. */
  get waiting() {
    return this.entries.find(({ from, isAnswered }) => from === "user" && !isAnswered);
  }

  /** How a message of the user's stands: answered, sending, queued, failed or refused. */
  stateOf(entry, waiting) {
    if (entry.from !== "user" || entry.isAnswered) return "answered";
    if (entry.id !== waiting.id) return "queued";
    if (entry.refusal) return "refused";
    return this.isOut ? "failed" : "sending";
  }

  /** The last message that asks for a file, while none was handed in after it. */
  get asking() {
    return this.entries.findLast(({ body, parts }) => {
      return body?.file || parts?.some(({ accepts }) => accepts === "itinerary");
    });
  }

  // -- Talking --

  say(text, body) {
    this.#store.change(({ entries }) => {
      entries.forEach((entry) => delete entry.refusal);
      entries.push({ id: newId(), from: "user", text, body });
    });
    return this.sendAll();
  }

  /** Press a button of a message. */
  choose(entry, { title, payload }) {
    this.#edit(entry.id, (chosen) => (chosen.chosen = title));
    return this.say(title, { payload });
  }

  retry() {
    this.#store.change(({ entries }) => entries.forEach((entry) => delete entry.refusal));
    return this.sendAll();
  }

  /** Send what waits, one message after the other; stop at the first that cannot be delivered. */
  async sendAll() {
    if (this.#isSending) return;
    this.#isSending = true;
    const isDone = await this.#exclusively(() => this.#sendWaiting());
    this.#isSending = false;
    if (isDone && this.waiting && !this.waiting.refusal) await this.sendAll();
  }

  async #sendWaiting() {
    for (let entry = this.waiting; entry; entry = this.waiting) {
      if (entry.refusal || !(await this.#deliver(entry))) return false;
    }
    this.#endOutage();
    return true;
  }

  /** Send one message and take its answer; return whether to go on. */
  async #deliver(entry) {
    let replies;
    try {
      const left = new Promise((leave) => (this.#current = { id: entry.id, leave }));
      const answer = await Promise.race([this.#ask(entry), left]);
      if (!answer) return true; // the conversation it was in is gone
      replies = answer.messages;
    } catch (error) {
      if (!(error instanceof Refusal)) {
        await this.#onOutage();
        return false;
      }
      if (!error.isFinal) {
        this.#endOutage();
        this.#edit(entry.id, (refused) => (refused.refusal = error.message));
        return false;
      }
      replies = [{ text: error.message }];
    } finally {
      this.#current = null;
    }
    this.#endOutage();
    this.#answer(entry.id, replies);
    return true;
  }

  async #ask(entry) {
    let session = await this.#openSession();
    try {
      return await this.#server.message({ session, id: entry.id, ...entry.body });
    } catch (error) {
      if (!(error instanceof SessionUnknown) || !this.#has(entry)) throw error;
    }
    this.#forgetSession(session, entry.id);
    session = await this.#openSession();
    // A button of the old conversation is none of the new one.
    return this.#server.message({ session, id: entry.id, text: entry.text });
  }

  async #openSession() {
    if (!this.#store.state.session) {
      const session = this.#spare ?? (await this.#server.openSession());
      this.#spare = null;
      this.#store.change((state) => (state.session ??= session));
    }
    return this.#store.state.session;
  }

  /** Begin a new session, and say so before a message, unless it is the first. */
  #forgetSession(session, id) {
    this.#store.change((state) => {
      if (state.session === session) state.session = null;
      const position = state.entries.findIndex((entry) => entry.id === id);
      const note = { id: `note ${id}`, from: "note", text: WORDS.forgotten };
      if (position > 0) state.entries.splice(position, 0, note);
    });
  }

  #answer(id, replies) {
    this.#store.change(({ entries }) => {
      const position = entries.findIndex((entry) => entry.id === id);
      // Begun anew meanwhile, or answered by another tab.
      if (position < 0 || entries[position].isAnswered) return;
      entries[position].isAnswered = true;
      entries.splice(position + 1, 0, ...entriesOf(replies, id));
    });
  }

  #edit(id, edit) {
    this.#store.change(({ entries }) => {
      const entry = entries.find((other) => other.id === id);
      if (entry) edit(entry);
    });
  }

  /** Do something while no other tab sends. */
  async #exclusively(work) {
    if (!navigator.locks) return work();
    let begun;
    const begin = () => (begun ??= work());
    const signal = AbortSignal.timeout(LOCK_PATIENCE_MS);
    await navigator.locks.request(this.#lock, { signal }, begin).catch(() => {});
    return begin();
  }

  #onChange(isFromOutside) {
    if (this.#current && !this.#has(this.#current)) this.#current.leave();
    // The tab that sends may have been closed: then it is this one's turn.
    if (isFromOutside && navigator.locks && !this.isOut && this.waiting) this.sendAll();
    this.#changed();
  }

  #has({ id }) {
    return this.entries.some((entry) => entry.id === id);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }

  // -- Files and opinions --

  get limits() {
    return this.#server.limits;
  }

  /**
   * Hand in a file; rejects where it was not taken.
   * `id` is the same when it is sent again; `progress` is {onProgress, signal}.
   */
  handIn(file, id, progress) {
    return this.#exclusively(async () => {
      const session = await this.#openSession();
      let answer;
      try {
        answer = await this.#server.itinerary({ session, id }, file, progress);
      } catch (error) {
        if (!(error instanceof SessionUnknown)) throw error;
        this.#store.change((state) => (state.session = null));
        throw new Refusal(WORDS.fileForgotten, true);
      }
      this.#endOutage();
      this.#store.change((state) => {
        if (state.session !== session) return; // begun anew meanwhile
        const entry = { id, from: "user", text: file.name, body: { file: true }, isAnswered: true };
        state.entries.push(entry, ...entriesOf(answer.messages, id));
      });
    });
  }

  /** Say whether an answer was helpful; rejects where the server does not hear it. */
  async rate({ id, to, parts, helpful: before }, helpful) {
    const { topic } = parts.find((part) => part.topic);
    this.#edit(id, (entry) => (entry.helpful = helpful));
    try {
      const { session } = this.#store.state;
      await this.#server.feedback({ session, id: to, topic, helpful });
    } catch (error) {
      this.#edit(id, (entry) => (entry.helpful = before));
      throw error;
    }
  }

  // -- Ending --

  startOver() {
    this.#store.change((state) => Object.assign(state, { session: null, entries: [] }));
  }

  /** Delete the conversation, at the server first; rejects where that cannot be done. */
  async delete() {
    const { session } = this.#store.state;
    try {
      if (session) await this.#server.delete(session);
    } catch (error) {
      if (!(error instanceof SessionUnknown)) throw error;
    }
    this.startOver();
  }

  // -- An outage --

  /** Reach for the server, the first time that there is reason to. */
  begin() {
    if (this.#contacts) return;
    this.#contacts = this.#loadContacts();
    this.connect();
  }

  /** See whether the server is there, and send what waits. */
  async connect() {
    clearTimeout(this.#timer);
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MS);
    try {
      this.#spare = await this.#server.openSession();
    } catch (error) {
      if (!(error instanceof Refusal)) return this.#onOutage();
    }
    this.#changed(); // the limits
    if (this.waiting && !this.waiting.refusal) return this.sendAll();
    return this.#endOutage();
  }

  /** Say whom to call, and try again later. */
  async #onOutage() {
    const failures = ++this.#failures;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.connect(), this.#pause * (1 - Math.random() / 2));
    await this.#contacts;
    if (this.#failures !== failures) return;
    this.isOut = true;
    this.#changed();
  }

  #endOutage() {
    clearTimeout(this.#timer);
    this.#pause = FIRST_PAUSE_MS;
    this.#failures = 0;
    if (!this.isOut) return;
    this.isOut = false;
    this.#contacts = this.#loadContacts();
    this.#changed();
  }

  /** Learn the emergency line as it came last. */
  async #loadContacts() {
    try {
      this.emergency = await this.#server.emergency();
      this.#changed();
    } catch {
      // The line of the page itself stays.
    }
  }
}
