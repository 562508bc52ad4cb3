/** A conversation outside of the page: as a text, an e-mail, or on paper. */

import { WORDS } from "./words.js";

const LONGEST_ADDRESS = 1900; // in characters; e-mail programs take hardly more
const LINK = /\[([^\]]+)\]\(((?:[^\s()]|\([^\s()]*\))+)\)/g;
const BOLD = /\*\*(\S(?:.*?\S)?)\*\*/g;
const ITALIC = /(?<![\p{L}\p{N}_/])_([^\s_](?:[^_\n]*[^\s_])?)_(?![\p{L}\p{N}_])/gu;
const SPEAKERS = { user: WORDS.you, assistant: WORDS.assistant, note: "" };

// Everything around the assistant is left out. A browser that knows no :has() prints it all.
const PAPER = `@media print {
  html, body, :has(travel-assistant) {
    all: revert !important;
    background: none !important;
    color-scheme: light !important;
  }
  body :not(:has(travel-assistant), travel-assistant), :has(travel-assistant)::before,
  :has(travel-assistant)::after {
    display: none !important;
  }
}`;

/** Return the conversation as a plain text. */
export function textOf(title, entries) {
  const date = new Date().toLocaleString("en-US", { dateStyle: "long", timeStyle: "short" });
  const said = entries.map(({ from, text, parts = [] }) => {
    const more = parts.flatMap(({ split, files = [] }) => [
      ...(split ? [split.label] : []),
      ...files.map(({ name }) => `${WORDS.file} ${name}`),
    ]);
    return [`${SPEAKERS[from]} ${plain(text)}`.trim(), ...more].join("\n");
  });
  return [`${title}, ${date}`, ...said].join("\n\n");
}

/** Return the address of an e-mail to be written with the conversation in it; "" if too long. */
export function mailAddressOf(title, entries) {
  const body = textOf(title, entries).replaceAll("\n", "\r\n");
  const address = `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(body)}`;
  return address.length > LONGEST_ADDRESS ? "" : address;
}

/** Leave only the conversation on the page, with what is folded open; return what undoes it. */
export function preparePaper(root) {
  const sheet = new CSSStyleSheet(); // also where a page forbids inline styles
  sheet.replaceSync(PAPER);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const folded = [...root.querySelectorAll("details:not([open])")];
  folded.forEach((details) => (details.open = true));
  root.classList.add("paper");
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    folded.forEach((details) => (details.open = false));
    root.classList.remove("paper");
  };
}

function plain(text) {
  return text
    .replace(LINK, (_, label, target) => {
      return /^https?:/.test(target) && target !== label ? `${label} (${target})` : label;
    })
    .replace(BOLD, "$1")
    .replace(ITALIC, "$1");
}
