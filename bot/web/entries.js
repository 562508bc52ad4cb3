/**
 * The entries of a conversation are
 *   {id, from: "user", text, body, isAnswered, refusal}: `body` is sent; after a `refusal` by hand
 *   {id, from: "assistant", to, text, buttons, chosen, parts, helpful}: `to` is the message that it
 *     answers, `chosen` the title of a button; `parts` are {files: [{name, media_type, content}]},
 *     {split: {covered, own, label}}, {accepts}, {topic}
 *   {id, from: "note", text}
 */

export function newId() {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}

/** Return the entries that a reply makes: parts without a text join the text before them. */
export function entriesOf(replies, to) {
  const entries = [];
  for (const { text, buttons = [], ...part } of replies) {
    if (text || entries.length === 0) {
      const id = `${to} ${entries.length}`;
      entries.push({ id, from: "assistant", to, text, buttons, parts: [] });
    }
    if (Object.keys(part).length > 0) entries.at(-1).parts.push(part);
  }
  return entries;
}
