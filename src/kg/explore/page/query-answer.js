// Shows one answer: a table whose rows select nodes, triples as N-Triples, yes or no, or what went wrong.
import { shortened } from "./query-text.js";
import { queryElement, queryWord } from "./query-words.js";

/** @typedef {import("./query-worker.js").Reply} Reply */
/** @typedef {import("./query-worker.js").Order} Order */
/** @typedef {import("./query-rows.js").Cell} Cell */
/** @typedef {Extract<Reply, {type: "rows"}>} TableReply */

/**
 * `show` asks for the rows in another order, `file` for the whole answer as CSV or N-Triples.
 * @param {HTMLElement} host
 * @param {{language: string, prefixes: import("./query-text.js").Prefixes, select: (iris: string[]) => void,
 *   show: (order: Order | null) => void, file: () => Promise<{text: string, kind: "csv" | "nt"}>}} options
 */
export function queryAnswer(host, options) {
  let language = options.language;
  /** @type {Reply | null} */
  let reply = null;
  const bar = queryElement("div", { class: "query-bar" });
  const body = queryElement("div", { class: "query-answer", tabindex: "0", role: "region" });
  const told = queryElement("span", { class: "query-told", role: "status" });
  host.append(bar, body);

  /** @param {string} text @param {() => void} act */
  function button(text, act) {
    const made = queryElement("button", { type: "button" }, text);
    made.addEventListener("click", act);
    return made;
  }

  /** @param {Cell} cell */
  function cellText(cell) {
    return cell.kind === "iri" ? (cell.label ?? shortened(cell.value, options.prefixes)) : cell.value;
  }

  /** @param {(Cell | null)[][]} rows */
  function irisOf(rows) {
    const found = new Set();
    for (const row of rows) for (const cell of row) if (cell?.kind === "iri") found.add(cell.value);
    return /** @type {string[]} */ ([...found]);
  }

  /** @param {Cell | null} cell */
  function tableCell(cell) {
    if (!cell) return queryElement("td");
    const made = queryElement("td", { class: `query-${cell.kind}` }, cellText(cell));
    if (cell.kind === "iri") made.title = shortened(cell.value, options.prefixes);
    else if (cell.datatype) made.title = shortened(cell.datatype, options.prefixes);
    if (cell.language && /^[a-z]{2,3}$/.test(cell.language)) made.lang = cell.language;
    if (cell.datatype && /^-?[\d.]+$/.test(cell.value)) made.classList.add("query-number");
    return made;
  }

  /** @param {TableReply} answer */
  function table(answer) {
    const { variables, rows, order } = answer;
    const made = queryElement("table");
    made.append(queryElement("caption", { class: "query-unseen" }, queryWord(language, "result")));
    const head = made.createTHead().insertRow();
    head.append(queryElement("td"));
    variables.forEach((name, column) => {
      const down = order?.column === column && order.descending;
      const sorted = order?.column === column ? (down ? "descending" : "ascending") : "none";
      const th = queryElement("th", { scope: "col", "aria-sort": sorted });
      const mark = sorted === "none" ? "" : down ? " ▼" : " ▲";
      const sort = button(name + mark, () => options.show({ column, descending: sorted === "ascending" }));
      sort.setAttribute("aria-label", queryWord(language, "sort", name));
      sort.dataset.column = String(column);
      th.append(sort);
      head.append(th);
    });
    const part = made.createTBody();
    rows.forEach((row, index) => {
      const tr = part.insertRow();
      const iris = irisOf([row]);
      const first = tr.insertCell();
      if (iris.length) {
        const pick = button("◎", () => choose(tr, iris));
        pick.setAttribute("aria-label", queryWord(language, "selectRow", index + 1));
        first.append(pick);
        tr.addEventListener("click", (event) => {
          const marking = String(getSelection() ?? "") !== ""; // the reader marks words to copy them
          if (!marking && !(event.target instanceof HTMLButtonElement)) choose(tr, iris);
        });
      }
      tr.append(...row.map(tableCell));
    });
    return made;
  }

  /** @param {HTMLTableRowElement} row @param {string[]} iris */
  function choose(row, iris) {
    for (const other of body.querySelectorAll(".query-chosen")) other.classList.remove("query-chosen");
    row.classList.add("query-chosen");
    options.select(iris);
  }

  /** @param {string} kind */
  async function copy(kind) {
    const { text } = await options.file();
    const done = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    told.textContent = queryWord(language, done || copiedByField(text) ? "copied" : "notCopied", kind);
  }

  async function download() {
    const { text, kind } = await options.file();
    const type = kind === "csv" ? "text/csv" : "application/n-triples";
    // The mark at the beginning lets spreadsheets see that it is UTF-8.
    const url = URL.createObjectURL(new Blob([kind === "csv" ? "\ufeff" + text : text], { type: `${type};charset=utf-8` }));
    const link = queryElement("a", { href: url, download: `result.${kind}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  function draw() {
    bar.replaceChildren();
    body.replaceChildren();
    told.textContent = "";
    body.setAttribute("aria-label", queryWord(language, "result"));
    if (reply?.type === "truth") body.append(queryElement("p", { class: "query-truth" }, queryWord(language, reply.value ? "yes" : "no")));
    if (reply?.type !== "rows" && reply?.type !== "triples") return;
    if (reply.total) {
      const kind = reply.type === "rows" ? "CSV" : "N-Triples";
      bar.append(
        button(queryWord(language, "copy", kind), () => void copy(kind)),
        button(queryWord(language, "download", kind), () => void download()),
      );
    }
    if (reply.type === "triples") {
      body.append(queryElement("pre", {}, reply.text));
    } else {
      const iris = irisOf(reply.rows);
      if (iris.length) bar.append(button(queryWord(language, "selectAll"), () => options.select(iris)));
      body.append(table(reply));
    }
    bar.append(told);
  }

  return {
    /** @param {Reply | null} next */
    set(next) {
      const column = document.activeElement instanceof HTMLElement && body.contains(document.activeElement) && document.activeElement.dataset.column;
      reply = next;
      draw();
      // After sorting, the keyboard stays at the column.
      if (column) /** @type {HTMLElement | null} */ (body.querySelector(`[data-column="${Number(column)}"]`))?.focus();
    },
    /** @param {string} next */
    setLanguage(next) {
      language = next;
      draw();
    },
  };
}

/** Copies through a field, where a page from a file may not use the clipboard itself. @param {string} text */
function copiedByField(text) {
  const field = queryElement("textarea", { class: "query-unseen" });
  field.value = text;
  document.body.append(field);
  const before = document.activeElement;
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}
