// A text field for SPARQL: line numbers, the line of an error marked, completion. The field stays a plain textarea, so
// that keyboards, screen readers and undo work as everywhere.
import { completions, declarations, offsetOf, undeclared } from "./query-text.js";
import { queryElement, queryWord } from "./query-words.js";

/**
 * `known` holds the prefixes and, once the graph has told them, the shortened terms. `run` is called on Ctrl+Enter,
 * `changed` after every change by the reader.
 * @param {HTMLElement} host
 * @param {{language: string, known: {prefixes: import("./query-text.js").Prefixes, terms: string[]}, run: () => void, changed: () => void}} options
 */
export function queryEditor(host, options) {
  const { known } = options;
  let language = options.language;
  let start = 0;
  let chosen = -1;
  let items = /** @type {string[]} */ ([]);

  const frame = queryElement("div", { class: "query-frame" });
  const gutter = queryElement("div", { class: "query-gutter", "aria-hidden": "true" });
  const field = queryElement("textarea", {
    class: "query-field", spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off", rows: "12",
    "aria-describedby": "query-keys", "aria-autocomplete": "list", "aria-controls": "query-list", "aria-haspopup": "listbox",
  });
  const list = queryElement("ul", { class: "query-list", id: "query-list", role: "listbox" });
  list.hidden = true;
  const keys = queryElement("p", { class: "query-keys", id: "query-keys" });
  const told = queryElement("p", { class: "query-unseen", role: "status" });
  frame.append(gutter, field, list);
  host.append(frame, keys, told);

  /** @param {number} [wrong] the line of an error, from 1 */
  function number(wrong) {
    const count = field.value.split("\n").length;
    const lines = [];
    for (let i = 1; i <= count; i += 1) lines.push(queryElement("span", i === wrong ? { class: "query-wrong" } : {}, String(i)));
    gutter.replaceChildren(...lines);
    gutter.scrollTop = field.scrollTop;
  }

  function close() {
    list.hidden = true;
    items = [];
    chosen = -1;
    field.removeAttribute("aria-activedescendant");
    told.textContent = "";
  }

  /** @param {number} index */
  function choose(index) {
    chosen = (index + items.length) % items.length;
    [...list.children].forEach((child, i) => child.setAttribute("aria-selected", String(i === chosen)));
    field.setAttribute("aria-activedescendant", `query-item-${chosen}`);
    list.children[chosen]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {boolean} asked whether the reader asked for it, so that one letter is enough */
  function suggest(asked) {
    const caret = field.selectionStart;
    const found = completions(field.value, caret, known);
    if (caret !== field.selectionEnd || !found.items.length || (!asked && caret - found.start < 2)) return close();
    ({ start, items } = found);
    list.replaceChildren(
      ...items.map((item, i) => {
        const made = queryElement("li", { role: "option", id: `query-item-${i}`, "aria-selected": "false" }, item);
        made.addEventListener("mousedown", (event) => {
          event.preventDefault(); // the field keeps the focus
          take(i);
        });
        return made;
      }),
    );
    place(caret);
    list.hidden = false;
    told.textContent = queryWord(language, "count", items.length);
    choose(0);
  }

  /** @param {number} caret */
  function place(caret) {
    const style = getComputedStyle(field);
    const height = parseFloat(style.lineHeight);
    const before = field.value.slice(0, caret).split("\n");
    const pen = document.createElement("canvas").getContext("2d");
    if (pen) pen.font = style.font;
    const width = pen ? pen.measureText(field.value.slice(field.value.lastIndexOf("\n", start - 1) + 1, start)).width : 0;
    const left = gutter.offsetWidth + parseFloat(style.paddingLeft) + width - field.scrollLeft;
    list.style.left = `${Math.max(0, Math.min(left, frame.clientWidth - 200))}px`;
    list.style.top = `${parseFloat(style.paddingTop) + before.length * height - field.scrollTop}px`;
  }

  /** Text put in as if it were typed, so that undo takes it back. @param {string} text */
  function type(text) {
    if (!document.execCommand("insertText", false, text)) field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  }

  /** @param {number} index */
  function take(index) {
    const item = items[index];
    if (item === undefined) return;
    close();
    field.setSelectionRange(start, field.selectionEnd);
    type(item);
    close(); // typing has looked for more
    if (item.includes(":")) declare();
  }

  function declare() {
    const names = undeclared(field.value, known.prefixes);
    if (!names.length) return;
    const caret = field.selectionStart;
    const lines = declarations(names, known.prefixes);
    field.focus();
    field.setSelectionRange(0, 0);
    type(lines);
    field.setSelectionRange(caret + lines.length, caret + lines.length);
    close();
    number();
  }

  field.addEventListener("input", () => {
    number();
    suggest(false);
    options.changed();
  });
  field.addEventListener("scroll", () => {
    gutter.scrollTop = field.scrollTop;
    list.hidden = true;
  });
  field.addEventListener("blur", close);
  field.addEventListener("click", close);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // a Chinese input method has the keys
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      close();
      options.run();
    } else if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      suggest(true);
    } else if (!list.hidden && chosen >= 0) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
      else if (event.key === "Enter" || event.key === "Tab") take(chosen);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }
  });

  const editor = {
    get text() {
      return field.value;
    },
    set text(text) {
      field.value = text;
      field.scrollTop = 0;
      close();
      number();
    },
    /** Marks a place and puts the caret there. Lines and columns from 1. @param {number} line @param {number} column */
    mark(line, column) {
      const at = offsetOf(field.value, line, column);
      number(line);
      field.setSelectionRange(at, at);
      const height = parseFloat(getComputedStyle(field).lineHeight);
      if (line * height < field.scrollTop || line * height > field.scrollTop + field.clientHeight) field.scrollTop = (line - 3) * height;
      gutter.scrollTop = field.scrollTop;
    },
    unmark() {
      number();
    },
    declare,
    focus() {
      field.focus();
    },
    /** @param {string} next */
    setLanguage(next) {
      language = next;
      field.setAttribute("aria-label", queryWord(language, "editor"));
      list.setAttribute("aria-label", queryWord(language, "suggestions"));
      keys.textContent = queryWord(language, "keys");
    },
  };
  editor.setLanguage(language);
  number();
  return editor;
}
