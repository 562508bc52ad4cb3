/** The page that shows how to embed the assistant: what is chosen, as code and as it looks. */

import "./chat.js";
import { element } from "./dom.js";

const ASSETS = new URL("./", import.meta.url);
const ATTRIBUTES = [
  ["mode", "A button in a corner that opens a panel, or a box.", ["floating", "inline"]],
  ["open", "The panel is open from the beginning; never on a small screen.", "checkbox"],
  ["position", "The corner of the button.", ["right", "left"]],
  ["heading", "The title.", "text"],
  ["greeting", "The first words.", "text"],
  ["scheme", "Colors: as the visitor’s device, or light only.", ["device", "light"]],
  ["dir", "The direction of the page.", ["ltr", "rtl"]],
];
const VARIABLES = [
  ["--accent", "Buttons and marks", "color", "#14506b"],
  ["--on-accent", "Letters on buttons", "color", "#ffffff"],
  ["--accent-soft", "What the visitor wrote", "color", "#dfebf1"],
  ["--link", "Links and choices", "color", "#0b5a80"],
  ["--background", "Behind the conversation", "color", "#f4f6f7"],
  ["--surface", "Header, answers, fields", "color", "#ffffff"],
  ["--text", "Letters", "color", "#1b2429"],
  ["--width", "Width of the panel", "text", "25em"],
  ["--height", "Height of panel and box", "text", "42em"],
  ["--font", "Typeface", "text", ""],
];

const form = document.querySelector("form");

function row(name, words, control) {
  control.name = name;
  control.setAttribute("aria-label", name);
  const cells = [element("td", {}, words), element("td", {}, control)];
  return element("tr", {}, element("th", { scope: "row" }, element("code", {}, name)), ...cells);
}

function control(kind, value = "") {
  if (!Array.isArray(kind)) return element("input", { type: kind, defaultValue: value });
  return element("select", {}, ...kind.map((option) => element("option", {}, option)));
}

/** Return what was chosen other than it is anyway: [name, value]. */
function chosen(names) {
  return names
    .map(([name]) => form.elements[name])
    .filter((field) => {
      if (field.type === "checkbox") return field.checked;
      if (field.localName === "select") return field.selectedIndex > 0;
      return field.value.trim() !== field.defaultValue;
    })
    .map(({ name, type, value }) => [name, type === "checkbox" ? "" : value.trim()]);
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

function htmlOf(attributes, isFloating) {
  const written = (prefix) =>
    attributes
      .filter(([name]) => name !== "mode")
      .map(([name, value]) => ` ${prefix}${name}${value && `="${escaped(value)}"`}`)
      .join("");
  const script = (name, more) => `<script type="module" src="${ASSETS}${name}"${more}></script>`;
  if (isFloating) return script("widget.js", written("data-"));
  const tag = `<travel-assistant mode="inline"${written("")}></travel-assistant>`;
  return `${script("chat.js", "")}\n${tag}`;
}

function show() {
  const attributes = chosen(ATTRIBUTES);
  const variables = chosen(VARIABLES);
  const isFloating = form.elements.mode.value === "floating";
  document.getElementById("html").textContent = htmlOf(attributes, isFloating);
  const rules = variables.map(([name, value]) => `  ${name}: ${value};\n`).join("");
  document.getElementById("css").textContent = `travel-assistant {\n${rules}}`;
  document.getElementById("css-snippet").hidden = variables.length === 0;

  const assistant = element("travel-assistant");
  assistant.setAttribute("mode", form.elements.mode.value);
  for (const [name, value] of attributes) assistant.setAttribute(name, value);
  for (const [name, value] of variables) assistant.style.setProperty(name, value);
  document.getElementById("preview").replaceChildren(assistant);
}

async function copy({ target }) {
  const text = document.getElementById(target.dataset.copy).textContent;
  const said = document.getElementById("copied");
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren(document.getElementById(target.dataset.copy));
    said.textContent = "The browser does not allow it: copy what is selected.";
  }
}

document
  .getElementById("attributes")
  .append(...ATTRIBUTES.map(([name, words, kind]) => row(name, words, control(kind))));
document
  .getElementById("variables")
  .append(...VARIABLES.map(([name, words, kind, value]) => row(name, words, control(kind, value))));
document.getElementById("origin").textContent = ASSETS.origin;
document.getElementById("module").textContent = `${ASSETS}chat.js`;
form.addEventListener("change", show);
form.addEventListener("submit", (event) => event.preventDefault());
document.querySelectorAll("[data-copy]").forEach((one) => one.addEventListener("click", copy));
show();
