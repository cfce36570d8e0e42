// The query page: ready questions with their parameters, completion of prefixed names, answers as a table.
const by = (id) => document.getElementById(id);
const known = await (await fetch("/page.json")).json();
const editor = by("sparql");
const list = by("completion");
const form = by("parameters");
const SHOWN = 1000; // rows in the page; the CSV holds all

for (const one of known.questions) by("question").append(new Option(`${one.zh} ${one.en}`, one.name));

by("question").addEventListener("change", () => {
  const one = known.questions.find((q) => q.name === by("question").value);
  form.replaceChildren();
  form.hidden = !one || !one.parameters.length;
  if (!one) return;
  for (const parameter of one.parameters) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.dataset.kind = parameter.kind;
    input.name = parameter.name;
    input.addEventListener("input", () => fill(one));
    label.append(`${parameter.zh} ${parameter.en} `, input);
    form.append(label);
  }
  fill(one);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});

// A value takes the place of the default of its line `VALUES ?name { … }`, written as a term of its kind.
function fill(one) {
  editor.value = one.sparql.replace(/^(\s*VALUES\s+\?(\w+)\s*\{\s*)(.*?)(\s*\})\s*$/gm, (whole, before, name, value, after) => {
    const input = form.elements.namedItem(name);
    if (!input) return whole;
    const made = term(input.dataset.kind, input.value.trim());
    input.setCustomValidity(made === null ? "不合适 does not fit" : "");
    return made ? before + made + after : whole;
  });
}

function term(kind, value) {
  if (!value) return "";
  if (kind === "integer") return /^-?\d{1,18}$/.test(value) ? value : null;
  if (kind === "iri") {
    const [, prefix, local] = value.match(/^([\w-]+):(.*)$/) ?? [];
    const whole = known.prefixes[prefix] ? known.prefixes[prefix] + local : value;
    return /^[A-Za-z][\w+.-]*:[^\s<>"{}|^`\\]*$/.test(whole) ? `<${whole}>` : null;
  }
  if (/[\\\p{Cc}]/u.test(value)) return null;
  return `"${value.replaceAll('"', '\\"')}"` + (kind === "name" ? "@zh" : "");
}

// --- Completion ---

const word = () => editor.value.slice(0, editor.selectionStart).match(/[\w-]*:[\w-]*$|(?<![?$\w])[A-Za-z]+$/)?.[0] ?? "";

function suggest() {
  const typed = word();
  const prefixes = Object.keys(known.prefixes).map((p) => p + ":");
  const from = typed.includes(":") ? known.terms : typed.length > 1 ? prefixes : [];
  const found = from.filter((t) => t.toLowerCase().startsWith(typed.toLowerCase()) && t !== typed).slice(0, 12);
  list.hidden = !typed || !found.length;
  list.replaceChildren(
    ...found.map((text, n) => {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(n === 0));
      item.textContent = text;
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        take(text);
      });
      return item;
    }),
  );
}

function take(text) {
  const end = editor.selectionStart;
  editor.setRangeText(text, end - word().length, end, "end");
  list.hidden = true;
  if (text.endsWith(":")) suggest();
}

editor.addEventListener("input", suggest);
editor.addEventListener("blur", () => (list.hidden = true));
editor.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  } else if (!list.hidden && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    const items = [...list.children];
    const now = items.findIndex((i) => i.getAttribute("aria-selected") === "true");
    const next = (now + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length;
    items.forEach((item, n) => item.setAttribute("aria-selected", String(n === next)));
    items[next].scrollIntoView({ block: "nearest" });
  } else if (!list.hidden && (event.key === "Enter" || event.key === "Tab")) {
    event.preventDefault();
    take(list.querySelector('[aria-selected="true"]').textContent);
  } else if (event.key === "Escape") {
    list.hidden = true;
  }
});

// --- Answers ---

const ask = (accept) =>
  fetch("/sparql", {
    method: "POST",
    headers: { "Content-Type": "application/sparql-query", Accept: accept },
    body: editor.value,
  });

function short(iri) {
  for (const [name, base] of Object.entries(known.prefixes).sort((a, b) => b[1].length - a[1].length))
    if (iri.startsWith(base) && !/[/#]/.test(iri.slice(base.length))) return `${name}:${iri.slice(base.length)}`;
  return iri;
}

function cell(found) {
  const td = document.createElement("td");
  if (found?.type === "uri") {
    const link = document.createElement("a");
    link.href = `/resource?iri=${encodeURIComponent(found.value)}`;
    link.title = found.value;
    link.textContent = short(found.value);
    td.append(link);
  } else if (found) {
    td.textContent = found.type === "triple" ? JSON.stringify(found.value) : found.value;
    if (found["xml:lang"]) td.lang = found["xml:lang"];
  }
  return td;
}

function table(answer) {
  const made = document.createElement("table");
  const head = made.createTHead().insertRow();
  for (const name of answer.head.vars) {
    const th = document.createElement("th");
    th.scope = "col";
    th.textContent = name;
    head.append(th);
  }
  const body = made.createTBody();
  for (const row of answer.results.bindings.slice(0, SHOWN)) body.insertRow().append(...answer.head.vars.map((v) => cell(row[v])));
  return made;
}

function plain(text, isError) {
  const made = document.createElement("pre");
  made.textContent = text;
  made.classList.toggle("error", isError);
  return made;
}

async function run(asking = () => ask("application/sparql-results+json, text/turtle;q=0.9")) {
  by("state").textContent = "…";
  const began = performance.now();
  try {
    const reply = await asking();
    const text = await reply.text();
    const rows = reply.ok && reply.headers.get("content-type").startsWith("application/sparql-results+json");
    const answer = rows ? JSON.parse(text) : null;
    const shown = !rows ? plain(text, !reply.ok) : "boolean" in answer ? plain(String(answer.boolean), false) : table(answer);
    by("answer").replaceChildren(shown);
    const count = answer?.results?.bindings.length;
    const more = count > SHOWN ? `，显示前 ${SHOWN} 行 first ${SHOWN} shown` : "";
    by("state").textContent = `${count === undefined ? "" : `${count} 行 rows${more} · `}${Math.round(performance.now() - began)} ms`;
  } catch (error) {
    by("answer").replaceChildren(plain(String(error), true));
    by("state").textContent = "";
  }
}

async function download() {
  const reply = await ask("text/csv");
  if (!reply.ok) return by("answer").replaceChildren(plain(await reply.text(), true));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await reply.blob());
  link.download = "answer.csv";
  link.click();
  URL.revokeObjectURL(link.href);
}

by("run").addEventListener("click", () => run());
by("search").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = by("words").value.trim();
  if (words) run(() => fetch(`/search?limit=${SHOWN}&q=${encodeURIComponent(words)}`));
});
by("csv").addEventListener("click", download);
document.body.dataset.ready = "true";
