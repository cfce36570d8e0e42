// What the query tab says, in Chinese and English. {0}, {1} stand for what is put in.

/** @type {{[language: string]: {[key: string]: string}}} */
export const QUERY_WORDS = {
  zh: {
    choose: "现成的问题",
    own: "自己写查询",
    editor: "SPARQL 查询",
    keys: "Ctrl+Enter 运行；Ctrl+空格 补全，上下键选择，Enter 采用，Esc 关闭。",
    any: "不限",
    refused: "这个值不能用在这里：{0}",
    kind_name: "名称中不能有反斜杠和控制字符",
    kind_text: "文字中不能有反斜杠和控制字符",
    kind_integer: "要填整数",
    kind_iri: "要填完整的 IRI 或带已知前缀的名称",
    run: "运行",
    stop: "停止",
    loading: "正在载入查询引擎……",
    ready: "就绪：{0} 条三元组，载入用时 {1}",
    running: "正在运行…… {0}",
    stopped: "已停止，用时 {0}",
    none: "没有结果（用时 {0}）",
    rows: "{0} 行（用时 {1}）",
    rowsOne: "{0} 行（用时 {1}）",
    rowsCut: "共 {0} 行，显示前 {2} 行（用时 {1}）",
    triples: "{0} 条三元组（用时 {1}）",
    triplesOne: "{0} 条三元组（用时 {1}）",
    triplesCut: "共 {0} 条三元组，显示前 {2} 条（用时 {1}）",
    answered: "已回答（用时 {0}）",
    yes: "是",
    no: "否",
    result: "查询结果",
    copy: "复制 {0}",
    copied: "已复制",
    notCopied: "浏览器不允许复制",
    download: "下载 {0}",
    selectRow: "在网络中选中第 {0} 行",
    selectAll: "在网络中选中所显示的全部",
    sort: "按 {0} 排序",
    errorAt: "第 {0} 行第 {1} 列有错：{2}",
    unexpected: "这里不合语法",
    unpaired: "第 {0} 行第 {1} 列的 {2} 没有配对",
    error: "查询未能完成：{0}",
    crashed: "查询引擎出错，已重新启动：{0}",
    declare: "声明前缀 {0}",
    undeclared: "查询用了没有声明的前缀：{0}",
    failed: "查询引擎无法启动：{0}",
    suggestions: "补全",
    count: "{0} 个补全建议",
  },
  en: {
    choose: "Ready questions",
    own: "A query of your own",
    editor: "SPARQL query",
    keys: "Ctrl+Enter runs; Ctrl+Space completes, arrow keys choose, Enter takes, Esc closes.",
    any: "any",
    refused: "This value cannot stand here: {0}",
    kind_name: "a name has no backslash and no control characters",
    kind_text: "the text has no backslash and no control characters",
    kind_integer: "a whole number is needed",
    kind_iri: "a full IRI, or a name with a known prefix, is needed",
    run: "Run",
    stop: "Stop",
    loading: "Loading the query engine…",
    ready: "Ready: {0} triples, loaded in {1}",
    running: "Running… {0}",
    stopped: "Stopped after {0}",
    none: "No results ({0})",
    rows: "{0} rows ({1})",
    rowsOne: "{0} row ({1})",
    rowsCut: "{0} rows, the first {2} shown ({1})",
    triples: "{0} triples ({1})",
    triplesOne: "{0} triple ({1})",
    triplesCut: "{0} triples, the first {2} shown ({1})",
    answered: "Answered ({0})",
    yes: "Yes",
    no: "No",
    result: "Query result",
    copy: "Copy {0}",
    copied: "Copied",
    notCopied: "The browser does not allow copying",
    download: "Download {0}",
    selectRow: "Select row {0} in the network",
    selectAll: "Select all shown in the network",
    sort: "Sort by {0}",
    errorAt: "Error in line {0}, column {1}: {2}",
    unexpected: "not expected here",
    unpaired: "Line {0}, column {1}: {2} has no partner",
    error: "The query could not be answered: {0}",
    crashed: "The query engine failed and was started again: {0}",
    declare: "Declare prefix {0}",
    undeclared: "The query uses a prefix that it does not declare: {0}",
    failed: "The query engine cannot be started: {0}",
    suggestions: "Completions",
    count: "{0} completions",
  },
};

/**
 * @param {string} language
 * @param {string} key
 * @param {...(string | number)} values
 */
export function queryWord(language, key, ...values) {
  const text = (QUERY_WORDS[language] ?? QUERY_WORDS.zh)?.[key] ?? key;
  return text.replace(/\{(\d)\}/g, (_, index) => String(values[Number(index)]));
}

/**
 * A time as a reader takes it in.
 * @param {number} ms
 * @param {string} language
 */
export function duration(ms, language) {
  const seconds = ms >= 1000;
  const number = seconds ? (ms / 1000).toFixed(1) : ms.toFixed(ms < 10 ? 1 : 0);
  if (language === "zh") return `${number} ${seconds ? "秒" : "毫秒"}`;
  return `${number} ${seconds ? "s" : "ms"}`;
}

/**
 * An element with its text and attributes. Text is never markup.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {{[name: string]: string}} [attributes]
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[T]}
 */
export function queryElement(tag, attributes = {}, text = "") {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  return made;
}
