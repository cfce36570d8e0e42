// Elements of the page. All text from the graph enters as text, and links lead to http and https only.

/** @typedef {string | number | boolean | null | undefined | ((event: any) => void)} Property */

const REFUSED = new Set(["src", "srcdoc", "style", "innerHTML", "outerHTML", "formaction", "action"]);

/**
 * An element: `text` is its text, a function is a listener for the event after "on", null and false are left out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, Property>} [properties]
 * @param {...(Node | string | null)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  decorate(made, properties);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/**
 * The same for an element of SVG.
 * @param {string} tag
 * @param {Record<string, Property>} [properties]
 * @param {...(Node | string)} children
 * @returns {SVGElement}
 */
export function makeSvg(tag, properties = {}, ...children) {
  const made = /** @type {SVGElement} */ (document.createElementNS("http://www.w3.org/2000/svg", tag));
  decorate(made, properties);
  made.append(...children);
  return made;
}

/**
 * @param {Element} made
 * @param {Record<string, Property>} properties
 */
function decorate(made, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false || REFUSED.has(name)) continue;
    if (typeof value === "function") {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    } else if (name === "text") made.textContent = String(value);
    else if (name === "href") {
      if (isWebAddress(String(value))) made.setAttribute("href", String(value));
    } else if (!name.startsWith("on")) made.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * Whether an address may become a link: only http and https, never `javascript:` or another scheme.
 * @param {string} address
 */
export function isWebAddress(address) {
  if (!/^https?:\/\/[^\s]+$/i.test(address)) return false;
  try {
    return ["http:", "https:"].includes(new URL(address).protocol);
  } catch {
    return false;
  }
}

/**
 * The element of the page with an id; the template has it.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function at(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element ${id}`);
  return found;
}

/**
 * A button that shows text.
 * @param {string} text
 * @param {() => void} act
 * @param {Record<string, Property>} [more]
 */
export function button(text, act, more = {}) {
  return make("button", { type: "button", text, onclick: act, ...more });
}

/**
 * A list of choices; the first means any.
 * @param {string} name
 * @param {[string, string][]} choices value and text of each
 * @param {string} chosen
 * @param {(value: string) => void} act
 */
export function choices(name, choices, chosen, act) {
  const made = make("select", { "aria-label": name, title: name });
  for (const [value, text] of choices) made.append(make("option", { value, text, selected: value === chosen }));
  made.value = chosen;
  made.addEventListener("change", () => act(made.value));
  return made;
}
