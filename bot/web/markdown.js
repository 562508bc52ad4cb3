/** Markdown: the small part of it that answers use, as DOM nodes. */

import { element } from "./dom.js";
import { WORDS } from "./words.js";

const LINK_PROTOCOLS = ["http:", "https:", "mailto:", "tel:"];

// What stays whole, so that no `_` or `*` inside becomes emphasis.
const ATOM = new RegExp(
  [
    /\[(?<label>[^\]]+)\]\((?<target>(?:[^\s()]|\([^\s()]*\))+)\)/,
    /(?<url>https?:\/\/[^\s<>"]*[^\s<>".,;:!?)'\]*_])/,
    /(?<email>(?<![\p{L}\p{N}_.+-])[\p{L}\p{N}_][\p{L}\p{N}_.+*'-]*@[\p{L}\p{N}.-]+)/,
    /(?<phone>\+\d[\d ().-]{5,}\d)/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gu",
);

const ATOM_MARK = "\ufffc"; // Unicode's "object replacement character"

const EMPHASIS = new RegExp(
  [
    /\*\*(?<bold>\S(?:.*?\S)?)\*\*/,
    /(?<![\p{L}\p{N}_])_(?<italic>[^\s_](?:[^_]*[^\s_])?)_(?![\p{L}\p{N}_])/,
    /(?<atom>\ufffc)/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gu",
);

const LISTS = ["list", "steps"];
const BLOCK =
  /^(?:(?<quote>>) ?|(?<list>[-*•]) +|(?<number>\d{1,2})[.)] +|(?<source>Source: ))(?<rest>.*)$/u;

/** Return the nodes of one line of text. */
export function inlineNodes(text) {
  const atoms = [];
  const marked = text.replaceAll(ATOM_MARK, "").replaceAll(ATOM, (written, ...rest) => {
    const { label, target, url, phone } = rest.at(-1);
    if (phone) atoms.push(link(`tel:${phone.replace(/[^+\d]/g, "")}`, phone, written));
    else if (target ?? url) atoms.push(link(target ?? url, label ?? url, written));
    else atoms.push(written);
    return ATOM_MARK;
  });
  return emphasisNodes(marked, atoms);
}

/** Return the nodes of a text in which marks stand for `atoms`, which are taken from their list. */
function emphasisNodes(text, atoms) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(EMPHASIS)) {
    const { bold, italic } = match.groups;
    nodes.push(text.slice(end, match.index));
    if (bold) nodes.push(element("strong", {}, ...emphasisNodes(bold, atoms)));
    else if (italic) nodes.push(element("em", {}, ...emphasisNodes(italic, atoms)));
    else nodes.push(atoms.shift());
    end = match.index + match[0].length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

/** Return a link, or the text as it was written where its target is not one we open. */
function link(target, label, written) {
  let url;
  try {
    url = new URL(target);
  } catch {
    return written;
  }
  if (!LINK_PROTOCOLS.includes(url.protocol)) return written;
  const anchor = element("a", { href: url.href }, label);
  if (url.protocol.startsWith("http")) {
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer";
  }
  return anchor;
}

/** Return the block that a line belongs to, and the line without the block's mark. */
function blockOf(line) {
  const marked = line.match(BLOCK);
  if (marked?.groups.quote) return ["quote", marked.groups.rest];
  if (marked?.groups.list) return ["list", marked.groups.rest];
  if (marked?.groups.number) return ["steps", marked.groups.rest, marked.groups.number];
  if (marked?.groups.source) return ["source", line];
  return [line === "" ? "gap" : "paragraph", line];
}

/** Return the blocks of an answer: paragraphs, lists, quotes and the line that names the source. */
export function markdownNodes(text) {
  const blocks = [];
  for (const line of text.split("\n")) {
    const [kind, rest, number] = blockOf(line.trim());
    const last = blocks.at(-1);
    const isInItem = kind === "paragraph" && /^\s/.test(line) && LISTS.includes(last?.kind);
    if (isInItem) last.lines.push(`${last.lines.pop()}\n${rest}`);
    else if (last?.kind === kind && kind !== "source") last.lines.push(rest);
    else blocks.push({ kind, lines: [rest], number });
  }
  const nodes = blocks.filter(({ kind }) => kind !== "gap").map(blockNode);
  // A quote that is the whole answer is not hidden away.
  if (blocks.every(({ kind }) => ["quote", "source", "gap"].includes(kind))) {
    nodes.forEach((node) => node.toggleAttribute("open", node.localName === "details"));
  }
  return nodes;
}

function blockNode({ kind, lines, number }) {
  if (LISTS.includes(kind)) {
    const items = lines.map((line) => element("li", {}, ...brokenNodes(line.split("\n"))));
    return number ? element("ol", { start: number }, ...items) : element("ul", {}, ...items);
  }
  if (kind === "quote") {
    const quote = element("blockquote", {}, ...markdownNodes(lines.join("\n")));
    return element("details", {}, element("summary", {}, WORDS.quote), quote);
  }
  return element("p", kind === "source" ? { className: "source" } : {}, ...brokenNodes(lines));
}

/** Return the nodes of lines that follow one another in a paragraph or an item. */
function brokenNodes(lines) {
  return lines.flatMap((line, index) => {
    return index === 0 ? inlineNodes(line) : [element("br"), ...inlineNodes(line)];
  });
}
