// The place for a query pane. A page built with an engine carries a second script, which calls
// `window.kgRegister(mount)` once; the pane and its tab are made then, and `mount` is called on its first opening.
//
// mount(host, context) → {setLanguage(language)}, with context
//   language    "zh" or "en"
//   prefixes    {name: IRI}
//   questions   what the asset "questions" holds as JSON, else []
//   ntriples    () → Promise of the whole graph as N-Triples, from the asset "ntriples" (gzip)
//   asset       name → base64 text of an asset, null where the page has none
//   select      ([iri, …]) selects those entities or figures in the page

import { at, make } from "./dom.js";
import { language, say } from "./words.js";
import { unpack } from "./data.js";

/**
 * @typedef {{language: string, prefixes: Record<string, string>, questions: unknown[], ntriples: () => Promise<string>,
 *   asset: (name: string) => string | null, select: (iris: string[]) => void}} QueryContext
 * @typedef {(host: HTMLElement, context: QueryContext) => {setLanguage(language: string): void}} MountQuery
 */

/** @type {MountQuery[]} */
const waiting = [];

/** Takes registrations from now on, also before the data are unpacked. */
export function openRegister() {
  Object.defineProperty(window, "kgRegister", { value: (/** @type {MountQuery} */ mount) => void waiting.push(mount), configurable: true });
}

/** Makes the pane for what has registered or will. @param {import("./app.js").App} app */
export function mountRegistered(app) {
  const asset = (/** @type {string} */ name) => document.getElementById(`asset-${name}`)?.textContent ?? null;
  /** @param {MountQuery} mount */
  const register = (mount) => {
    if (document.getElementById("pane-query")) return;
    const host = make("div", { id: "query", class: "body" });
    at("dock").append(make("section", { id: "pane-query", class: "pane", "aria-label": say("query") }, host));
    /** @type {{setLanguage(language: string): void} | null} */
    let made = null;
    const packed = asset("questions");
    const questions = packed ? /** @type {unknown[]} */ (JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(packed), (c) => c.charCodeAt(0))))) : [];
    const context = { language: language(), prefixes: app.data.prefixes, questions, asset, ntriples: () => unpack(asset("ntriples") ?? ""), select: (/** @type {string[]} */ iris) => app.selectIris(iris) };
    app.listen((topics) => {
      if (topics.has("language")) made?.setLanguage(language());
      if (!made && (app.dock === "query" || app.tab === "query")) made = mount(host, { ...context, language: language() });
    });
    app.tell("tab");
  };
  Object.defineProperty(window, "kgRegister", { value: register });
  for (const mount of waiting) register(mount);
}
