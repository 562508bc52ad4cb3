/** The requests to the server: plain HTTP, each answered with JSON. */

import { WORDS } from "./words.js";

const REQUEST_TIMEOUT_MS = 15_000;
const UPLOAD_TIMEOUT_MS = 120_000;
const TOO_MANY = 429;
const SESSION_UNKNOWN = 401;
const REFUSED = /^4(?!08|25)/; // for good: the same request would be refused again

/** The server refused a request; the error's text tells the person why. */
export class Refusal extends Error {
  constructor(message, isFinal) {
    super(message);
    this.isFinal = isFinal;
  }
}

/** The server does not know the session, or no longer. */
export class SessionUnknown extends Error {}

export class Server {
  limits = { characters: 1000, bytes: 5_000_000 };
  #address;

  constructor(address) {
    this.#address = address;
  }

  /** Return a new session, and learn the limits. */
  async openSession() {
    const answer = await this.#post("session", {});
    this.limits = { characters: answer.max_characters, bytes: answer.max_upload_bytes };
    return answer.session;
  }

  message(body) {
    return this.#post("message", body);
  }

  /** Hand in a file; fetch tells of no progress. */
  itinerary({ session, id }, file, { onProgress, signal }) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
      request.onload = () => {
        const read = async () => JSON.parse(request.responseText);
        resolve(answerOf(request.status, read));
      };
      request.onerror = request.ontimeout = () => reject(new Error("not sent"));
      request.onabort = () => reject(signal.reason);
      request.open("POST", new URL("itinerary", this.#address));
      request.setRequestHeader("Authorization", `Bearer ${session}`);
      request.setRequestHeader("X-Message-Id", id);
      request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.timeout = UPLOAD_TIMEOUT_MS;
      signal.throwIfAborted();
      signal.addEventListener("abort", () => request.abort());
      request.send(file);
    });
  }

  feedback(body) {
    return this.#post("feedback", body);
  }

  delete(session) {
    return this.#post("delete", { session });
  }

  /** Return the line that names the emergency contacts. */
  async emergency() {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const response = await fetch(new URL("emergency", this.#address), { signal });
    return (await response.json()).text;
  }

  async #post(path, body) {
    const response = await fetch(new URL(path, this.#address), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    return answerOf(response.status, () => response.json());
  }
}

/** Return what a response says, or throw why it is none: it may be a proxy's or a hotel's page. */
async function answerOf(status, read) {
  const answer = await read().catch(() => null);
  if (status === SESSION_UNKNOWN) throw new SessionUnknown();
  if (answer && (status < 300 || answer.messages)) return answer;
  if (status === TOO_MANY) throw new Refusal(answer?.error ?? WORDS.busy, false);
  if (REFUSED.test(status)) throw new Refusal(answer?.error ?? WORDS.refused, true);
  throw new Error(`status ${status}`);
}
