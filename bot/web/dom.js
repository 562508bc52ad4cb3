/** Making elements. */

const SVG = "http://www.w3.org/2000/svg";

/** Make an element: properties (`class` and `aria-...` as attributes), then its children. */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** Make a button that does something when it is pressed. */
export function button(className, onClick, ...children) {
  const node = element("button", { type: "button", className }, ...children);
  node.addEventListener("click", onClick);
  return node;
}

/** Make a picture of one path in a square of 24, for the eye only. */
export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

/** Return words that are heard and not seen. */
export function unseen(words) {
  return element("span", { className: "hidden" }, words);
}
