/**
 * One line puts the floating assistant on a page. Attributes of the element are written as
 * `data-heading="..."` on the script, or as `?heading=...` after its name; `?open` opens it.
 */

import "./chat.js";

const NAMES = ["open", "position", "heading", "greeting", "lang", "dir", "scheme"];

const script = [...document.scripts].find(({ src }) => src === import.meta.url);
const given = { ...script?.dataset, ...Object.fromEntries(new URL(import.meta.url).searchParams) };
const assistant = document.createElement("travel-assistant");
assistant.setAttribute("mode", "floating");
for (const name of NAMES) {
  if (name in given) assistant.setAttribute(name, given[name]);
}
document.body.append(assistant);
