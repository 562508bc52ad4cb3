/**
 * <travel-assistant>: a conversation with the travel assistant, at the server of this file.
 *
 * Attributes: `mode` is inline (a box in its place, as without it), page (fills the window) or
 * floating (a button in the corner opens a panel; `open`, and `position`: right or left). `heading`
 * is the title, `greeting` the first words; paragraphs inside the element stand in for these, and
 * the items of a list for the example questions. `scheme` is light where the page is never dark.
 */

import { TravelAssistant } from "./element.js";

if (!customElements.get("travel-assistant")) {
  customElements.define("travel-assistant", TravelAssistant);
}

export { TravelAssistant };
