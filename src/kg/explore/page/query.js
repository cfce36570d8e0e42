// The query tab: ready questions, an editor, an engine in a Worker, the answer. The page calls mountQuery when the tab is
// opened for the first time; that starts the Worker.
import { queryAnswer } from "./query-answer.js";
import { QueryStopped, queryClient } from "./query-client.js";
import { queryEditor } from "./query-editor.js";
import { errorPlace, fillParameters, parameterTerm, plainTerm, shortened, takesParameter, undeclared, unpaired } from "./query-text.js";
import { duration, queryElement, queryWord } from "./query-words.js";

/** @typedef {import("./query-text.js").Question} Question */
/** @typedef {import("./query-text.js").QueryParameter} QueryParameter */

const SHOWN_ROWS = 1000;

/**
 * Builds the tab in `host`, an empty element. `engine` has the Worker's script, and the WebAssembly module as base64 of
 * gzip; `ntriples` is the graph as base64 of gzip of N-Triples; `names` are names of terms that the graph does not name itself. `select` is
 * given the IRIs of a row, those of classes and predicates among them, and what a statement in it relates.
 * @param {HTMLElement} host
 * @param {{language: string, prefixes: import("./query-text.js").Prefixes, questions: Question[],
 *   engine: {worker: string, wasm: string}, ntriples: string, select: (iris: string[]) => void,
 *   names?: import("./query-worker.js").Names}} options
 */
export function mountQuery(host, options) {
  const { prefixes, questions } = options;
  let language = options.language;
  host.classList.add("query");
  const client = queryClient({ ...options.engine, ntriples: options.ntriples, names: options.names ?? {} });
  const known = { prefixes, terms: /** @type {string[]} */ ([]) };
  /** @type {Question | null} */
  let question = null;
  let running = false;
  let begun = 0;
  /** @type {() => void} */
  let tell = () => {};

  const top = queryElement("div", { class: "query-top" });
  const label = queryElement("label", { for: "query-ready" });
  const ready = queryElement("select", { id: "query-ready" });
  const note = queryElement("p", { class: "query-note" });
  const inputs = queryElement("form", { class: "query-inputs" });
  const edit = queryElement("div", { class: "query-edit" });
  const bar = queryElement("div", { class: "query-bar" });
  const run = queryElement("button", { type: "button", class: "query-run" });
  const stop = queryElement("button", { type: "button" });
  const status = queryElement("span", { class: "query-status", role: "status" });
  const clock = queryElement("span", { class: "query-status", "aria-hidden": "true" });
  const wrong = queryElement("div", { class: "query-error", role: "alert" });
  const result = queryElement("div", { class: "query-result" });
  top.append(label, ready);
  bar.append(run, stop, status, clock);
  const panes = queryElement("div", { class: "query-panes" });
  const asking = queryElement("div", { class: "query-ask" });
  asking.append(top, note, inputs, bar, wrong, edit);
  panes.append(asking, result);
  host.append(panes);

  const editor = queryEditor(edit, { language, known, run: () => void ask(), changed: () => void editedByHand() });
  const answer = queryAnswer(result, {
    language, prefixes, select: (iris) => void choose(iris),
    show: (order) => void show(order),
    file: async () => /** @type {any} */ (await client.ask({ type: "file" })),
  });

  /** @type {import("./query-worker.js").Order | null} */
  let order = null;
  /** @type {import("./query-worker.js").Reply | null} */
  let shown = null;

  /** @param {import("./query-worker.js").Order | null} next */
  async function show(next) {
    order = next;
    const reply = await client.ask({ type: "show", order, language, limit: SHOWN_ROWS }).catch(() => null);
    if (reply) answer.set((shown = reply));
  }

  /** @param {string[]} iris */
  async function choose(iris) {
    const reply = await client.ask({ type: "nodes", iris }).catch(() => null);
    options.select(reply?.type === "nodes" ? reply.iris : iris);
  }

  /** The texts that depend on the language are set anew by `tell`. @param {"loading" | "ready" | "running" | "done" | "failed"} state @param {() => void} words */
  function turn(state, words) {
    host.dataset.state = state;
    running = state === "running";
    run.disabled = running; // while the engine is being loaded, a query waits for it
    stop.disabled = !running;
    clock.textContent = "";
    tell = words;
    tell();
  }

  /** @param {string} text */
  function say(text) {
    status.textContent = text;
    wrong.replaceChildren();
  }

  async function start() {
    turn("loading", () => say(queryWord(language, "loading")));
    try {
      const reply = await client.ready();
      if (reply.type !== "ready" || running) return;
      turn("ready", () => say(queryWord(language, "ready", reply.triples, duration(reply.ms, language))));
    } catch (error) {
      if (!(error instanceof QueryStopped)) turn("failed", () => fail(queryWord(language, "failed", String(error))));
    }
  }

  /** @param {string} text */
  function fail(text) {
    status.textContent = "";
    wrong.replaceChildren(queryElement("p", {}, text));
    const names = undeclared(editor.text, prefixes);
    if (!names.length) return;
    const declare = queryElement("button", { type: "button" }, queryWord(language, "declare", names.join(", ")));
    declare.addEventListener("click", () => {
      editor.declare();
      editor.focus();
    });
    wrong.append(queryElement("p", {}, queryWord(language, "undeclared", names.join(", "))), declare);
  }

  async function ask() {
    if (run.disabled) return;
    begun = performance.now();
    order = null;
    answer.set((shown = null));
    editor.unmark();
    turn("running", () => say(queryWord(language, "running", "")));
    const ticking = setInterval(() => void (clock.textContent = duration(performance.now() - begun, language)), 100);
    try {
      shown = await client.ask({ type: "ask", text: editor.text, language, limit: SHOWN_ROWS });
      answer.set(shown);
      turn("done", () => say(outcome()));
    } catch (error) {
      broken(/** @type {Error & {fatal?: boolean}} */ (error));
    } finally {
      clearInterval(ticking);
      clock.textContent = "";
    }
  }

  /** @param {Error & {fatal?: boolean}} error */
  function broken(error) {
    const took = performance.now() - begun;
    if (error instanceof QueryStopped) return turn("done", () => say(queryWord(language, "stopped", duration(took, language))));
    const place = errorPlace(error.message);
    const single = place && unpaired(editor.text);
    if (single) editor.mark(single.line, single.column);
    else if (place) editor.mark(place.line, place.column);
    turn("failed", () => {
      if (single) fail(queryWord(language, "unpaired", single.line, single.column, single.mark));
      else if (place) fail(queryWord(language, "errorAt", place.line, place.column, place.reason || queryWord(language, "unexpected")));
      else fail(queryWord(language, error.fatal ? "crashed" : "error", error.message));
    });
    if (error.fatal) client.ready().catch(() => {});
  }

  function outcome() {
    if (!shown || !("ms" in shown)) return "";
    const took = duration(shown.ms, language);
    if (shown.type === "truth") return queryWord(language, "answered", took);
    if (shown.type !== "rows" && shown.type !== "triples") return "";
    if (!shown.total) return queryWord(language, "none", took);
    const many = shown.type === "rows" ? shown.rows.length : shown.shown;
    const form = shown.total === 1 ? "One" : many < shown.total ? "Cut" : "";
    return queryWord(language, shown.type + form, shown.total, took, many);
  }

  function chooseQuestion() {
    question = questions.find((one) => one.name === ready.value) ?? null;
    if (question) editor.text = question.text;
    drawQuestion();
  }

  /** The note of the question and a field for each parameter. */
  function drawQuestion() {
    note.textContent = question ? (question.note[language] ?? "") : "";
    inputs.replaceChildren(...(question?.parameters ?? []).map(parameterField));
  }

  /** @param {QueryParameter} parameter */
  function parameterField(parameter) {
    const { name, kind } = parameter;
    const made = queryElement("label", {}, parameter.title[language]);
    const field = queryElement("input", { name, autocomplete: "off", placeholder: plainTerm(parameter.default) || queryWord(language, "any") });
    if (kind === "integer") field.inputMode = "numeric";
    field.addEventListener("input", () => {
      const term = field.value === "" ? (parameter.default ?? "UNDEF") : parameterTerm(kind, field.value, prefixes);
      field.setCustomValidity(term === null ? queryWord(language, "refused", queryWord(language, `kind_${kind}`)) : "");
      if (term !== null) editor.text = fillParameters(editor.text, { [name]: term });
    });
    made.append(field);
    return made;
  }

  /** A parameter whose line is gone from the query has no effect, and its field says so. */
  function editedByHand() {
    for (const field of inputs.querySelectorAll("input")) field.disabled = !takesParameter(editor.text, field.name);
  }

  function stopQuery() {
    if (!running) return;
    client.stop();
    client.ready().catch(() => {}); // anew, so that the next query need not wait
    editor.focus();
  }

  /** @param {string} next */
  function setLanguage(next) {
    language = next;
    label.textContent = queryWord(language, "choose");
    run.textContent = queryWord(language, "run");
    stop.textContent = queryWord(language, "stop");
    const titles = [queryElement("option", { value: "" }, queryWord(language, "own"))];
    for (const one of questions) titles.push(queryElement("option", { value: one.name }, one.title[language]));
    ready.replaceChildren(...titles);
    ready.value = question ? question.name : "";
    const values = new Map([...inputs.querySelectorAll("input")].map((field) => [field.name, field.value]));
    drawQuestion();
    for (const field of inputs.querySelectorAll("input")) field.value = values.get(field.name) ?? "";
    editedByHand();
    editor.setLanguage(language);
    answer.setLanguage(language);
    tell();
    if (shown?.type === "rows" && !running) void show(order); // names and their order in the other language
  }

  ready.addEventListener("change", chooseQuestion);
  inputs.addEventListener("submit", (event) => {
    event.preventDefault();
    void ask();
  });
  run.addEventListener("click", () => {
    if (inputs.reportValidity()) void ask();
  });
  stop.addEventListener("click", stopQuery);
  edit.addEventListener(
    "focusin",
    async () => {
      const reply = await client.ask({ type: "terms" }).catch(() => null);
      if (reply?.type !== "terms") return;
      const terms = new Set([...reply.terms, ...Object.keys(options.names ?? {})]);
      known.terms = [...terms].map((iri) => shortened(iri, prefixes)).filter((term) => !terms.has(term));
    },
    { once: true },
  );

  const [first] = questions;
  if (first) {
    ready.append(queryElement("option", { value: first.name }));
    ready.value = first.name;
    chooseQuestion();
  }
  setLanguage(language);
  void start();
  return {
    setLanguage,
    /** The query, as for the page's address. */
    text: () => editor.text,
    /** Another query in the editor, such as one from the page's address. It is not run. @param {string} text */
    setText(text) {
      question = null;
      ready.value = "";
      editor.text = text;
      drawQuestion();
    },
  };
}
