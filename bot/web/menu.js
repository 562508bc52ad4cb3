/** What can be done with a conversation as a whole, behind one button. */

import { button, element } from "./dom.js";
import { mailAddressOf, textOf } from "./export.js";
import { WORDS } from "./words.js";

/**
 * Return a button that shows and hides a list of commands. The links are made when it opens.
 * `actions` are {startOver, print, askToDelete}, `entriesOf` returns the conversation.
 */
export function menuNode(title, entriesOf, actions) {
  const more = button("quiet more-button", () => toggle(list.hidden), WORDS.more);
  const list = element("ul", { id: "menu", className: "menu", hidden: true });
  const node = element("div", { className: "more-menu" }, more, list);
  let saved; // the address of the text file
  let leaving = new AbortController();
  more.setAttribute("aria-controls", list.id);
  toggle(false);

  node.addEventListener("keydown", (event) => {
    const items = [...list.querySelectorAll("button, a")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation(); // the panel stays
      close();
    } else if (step) {
      event.preventDefault();
      if (list.hidden) return more.click();
      const position = items.indexOf(event.target) + step;
      items.at(position % items.length).focus();
    }
  });
  node.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !node.contains(relatedTarget)) toggle(false);
  });
  return node;

  function toggle(isOpen) {
    URL.revokeObjectURL(saved);
    list.hidden = !isOpen;
    more.setAttribute("aria-expanded", isOpen);
    leaving.abort();
    if (!isOpen) return;
    leaving = new AbortController();
    document.addEventListener(
      "pointerdown",
      (event) => event.composedPath().includes(node) || toggle(false),
      { signal: leaving.signal },
    );
    list.replaceChildren(...items().map((item) => element("li", {}, item)));
    list.querySelector("button, a").focus();
  }

  function items() {
    const all = [command(WORDS.startOver, actions.startOver)];
    const entries = entriesOf();
    if (entries.length > 0) {
      all.push(command(WORDS.print, actions.print));
      const address = mailAddressOf(title, entries);
      if (address) all.push(link(WORDS.mail, { href: address }));
      saved = URL.createObjectURL(new Blob([textOf(title, entries)], { type: "text/plain" }));
      all.push(link(WORDS.save, { href: saved, download: `${WORDS.fileName}.txt` }));
    }
    return [...all, command(WORDS.delete, actions.askToDelete)];
  }

  function command(words, act) {
    const run = () => {
      close();
      act();
    };
    return button("", run, words);
  }

  function close() {
    toggle(false);
    more.focus();
  }

  function link(words, properties) {
    const anchor = element("a", properties, words);
    // Not at once: the browser still has to follow the link.
    anchor.addEventListener("click", () => setTimeout(close));
    return anchor;
  }
}
