// The interface's own words in Chinese and English. Labels of the graph stay in the graph's language.

/** @type {Record<string, [string, string]>} */
const WORDS = {
  counts: ["{0} 个实体 · {1} 条关系 · {2} 个数字 · {3} 份报告", "{0} entities · {1} relations · {2} figures · {3} reports"],
  search: ["搜索名称、指标、原文或拼音首字母", "Search names, measures, text or pinyin initials"],
  searchLabel: ["搜索", "Search"],
  hitsEntities: ["实体", "Entities"],
  hitsFigures: ["数字", "Figures"],
  hitsText: ["原文", "Report text"],
  hitsNone: ["没有找到“{0}”。可试试更短的词，或名称的拼音首字母。", "Nothing found for “{0}”. Try a shorter word, or the pinyin initials of a name."],
  hitsCount: ["找到 {0} 项", "{0} found"],
  language: ["English", "中文"],
  share: ["复制链接", "Copy link"],
  shared: ["链接已复制，打开即为当前视图", "Link copied: it opens this view"],
  shareFailed: ["未能复制；当前视图的链接在地址栏中", "Could not copy; the link to this view is in the address bar"],
  network: ["网络", "Network"],
  facts: ["事实", "Facts"],
  report: ["原文", "Report"],
  figures: ["数字", "Figures"],
  query: ["查询", "Query"],
  start: ["点击图中任一名称，查看它的事实和写明这些事实的原文。", "Click any name in the network to see its facts, and the words that state them."],
  startMore: ["也可以搜索，或点击报告原文中带下划线的文字。", "Or search, or click an underlined passage in the report."],
  beginWith: ["可以从这里开始", "Good places to begin"],
  networkLabel: ["知识图谱网络图：显示 {0} 个实体、{1} 条关系", "Network: {0} entities and {1} relations shown"],
  keys: ["方向键移动，加号减号缩放，0 显示全图，Shift 加方向键走到相邻实体，回车查看事实，Esc 取消选择。全部实体也在列表中。", "Arrow keys move, plus and minus zoom, 0 shows all, Shift with an arrow goes to the next entity, Enter shows its facts, Escape clears. All entities are in the list too."],
  zoomIn: ["放大", "Zoom in"],
  zoomOut: ["缩小", "Zoom out"],
  fit: ["显示全图", "Show all"],
  list: ["列表", "List"],
  drawing: ["图形", "Drawing"],
  filters: ["筛选", "Filter"],
  download: ["下载", "Download"],
  legend: ["图例：按类别显示或隐藏", "Legend: show or hide classes"],
  area: ["地区", "Area"],
  anyArea: ["所有地区", "All areas"],
  anyReport: ["所有报告", "All reports"],
  period: ["时期", "Period"],
  anyPeriod: ["所有时期", "All periods"],
  qualifier: ["限定", "Qualifier"],
  anyQualifier: ["所有限定", "All qualifiers"],
  predicates: ["关系", "Relations"],
  clear: ["全部显示", "Clear filters"],
  filtered: ["筛选后显示 {0} / {1} 个实体", "{0} of {1} entities shown by the filters"],
  nothingShown: ["没有符合筛选条件的实体", "No entity passes the filters"],
  summary: ["概览：先显示 {0} 个主要实体（共 {1} 个）。点击实体展开其相邻实体，或搜索任一名称。", "Overview: the {0} main entities of {1}. Click one to unfold its neighbours, or search for any name."],
  unfoldAll: ["显示全部实体", "Show every entity"],
  foldAll: ["回到概览", "Back to the overview"],
  near: ["邻域", "Neighbourhood"],
  nearSteps: ["{0} 步以内", "Within {0} steps"],
  nearOff: ["全部", "All"],
  egoOf: ["只显示“{0}”{1} 步以内的实体", "Only what is within {1} steps of “{0}”"],
  pathFrom: ["找路径", "Find a path"],
  pathPick: ["从“{0}”到……：点击图中另一实体，或搜索它", "From “{0}” to …: click another entity, or search for it"],
  pathFound: ["“{0}”与“{1}”之间隔 {2} 步", "“{0}” and “{1}” are {2} steps apart"],
  pathNone: ["“{0}”与“{1}”之间没有路径", "There is no path between “{0}” and “{1}”"],
  cancel: ["取消", "Cancel"],
  close: ["关闭", "Close"],
  centre: ["在图中定位", "Show in network"],
  openReport: ["查看原文", "Read in the report"],
  more: ["再显示 {0} 项", "{0} more"],
  aliases: ["又称", "Also called"],
  relations: ["关系", "Relations"],
  mentions: ["原文提到 {0} 处", "Mentioned {0} times"],
  figuresOf: ["相关数字", "Figures"],
  selectedMany: ["选中 {0} 项", "{0} selected"],
  noEvidence: ["没有单独写明这一事实的原文", "No passage states this by itself"],
  evidence: ["原文依据", "The words that state it"],
  measure: ["指标", "Measure"],
  value: ["数值", "Value"],
  words: ["原文写法", "As written"],
  about: ["关于", "About"],
  statistic: ["统计方式", "Statistic"],
  per: ["按", "Per"],
  base: ["占", "Share of"],
  reportTitle: ["报告", "Report"],
  basis_stated: ["原文写明", "stated"],
  basis_section: ["由章节标题写明", "from the heading"],
  basis_inferred: ["由报告推定", "inferred from the report"],
  basis_undated: ["未注明时间", "undated"],
  figuresNone: ["这张图中没有数字。", "This graph holds no figures."],
  figuresNoMatch: ["没有符合条件的数字。", "No figure matches."],
  figuresFilter: ["按指标、对象或写法筛选", "Filter by measure, subject or words"],
  figuresShown: ["{0} / {1} 个数字", "{0} of {1} figures"],
  chartOf: ["{0}（{1}）", "{0} ({1})"],
  chartOne: ["这一指标只有这一个数值", "This measure has this one value only"],
  chartHint: ["选中一行，可比较同一指标的各个数值", "Select a row to compare all values of its measure"],
  reportsAll: ["全部报告", "All reports"],
  reportsCount: ["{0} 份报告", "{0} reports"],
  reportMarks: ["{0} 处标注", "{0} marked passages"],
  reportNone: ["这张图没有报告。", "This graph has no report."],
  reportSource: ["来源网页", "Source"],
  reportNoText: ["未附报告全文，以下按先后列出被引用的段落。用 kg view --reports 可带上全文。", "The report's text is not at hand; these are the quoted passages in order. kg view --reports includes the text."],
  reportText: ["报告原文，左右方向键在标注之间移动，回车选择", "Report text: left and right arrows move between marked passages, Enter selects"],
  chooser: ["这里有 {0} 项，选择一项", "{0} things here: choose one"],
  name: ["名称", "Name"],
  kind: ["类别", "Class"],
  degree: ["关系数", "Relations"],
  figureCount: ["数字", "Figures"],
  listLabel: ["图中实体列表", "Entities of the network"],
  csvEntities: ["实体 CSV", "Entities, CSV"],
  csvRelations: ["关系 CSV", "Relations, CSV"],
  csvFigures: ["数字 CSV", "Figures, CSV"],
  turtle: ["可见部分 Turtle", "Visible part, Turtle"],
  png: ["图片 PNG", "Picture, PNG"],
  svg: ["矢量图 SVG", "Vector graphic, SVG"],
  collapse: ["收起{0}", "Collapse {0}"],
  expand: ["展开{0}", "Expand {0}"],
  resize: ["调整大小：{0}", "Resize: {0}"],
  characters: ["第 {0}–{1} 字", "characters {0}–{1}"],
};

let spoken = 0;

/** The language in use, "zh" or "en". */
export function language() {
  return spoken === 0 ? "zh" : "en";
}

/** @param {string} name any but "en" is Chinese */
export function speak(name) {
  spoken = name === "en" ? 1 : 0;
}

/**
 * Words of the interface with values put in.
 * @param {string} key
 * @param {...(string | number)} values
 */
export function say(key, ...values) {
  const found = WORDS[key]?.[spoken] ?? key;
  return found.replace(/\{(\d)\}/g, (_, place) => String(values[Number(place)] ?? ""));
}

/**
 * A term's label in the language in use.
 * @param {[string, string, string] | undefined} term
 */
export function termLabel(term) {
  return term ? (spoken === 1 && term[1]) || term[0] : "";
}

/**
 * Writes the words into every element of a part of the page that asks for some.
 * @param {ParentNode} root
 */
export function translate(root) {
  for (const element of root.querySelectorAll("[data-say]")) element.textContent = say(element.getAttribute("data-say") ?? "");
  for (const name of ["aria-label", "placeholder", "title"]) {
    for (const element of root.querySelectorAll(`[data-say-${name}]`)) {
      element.setAttribute(name, say(element.getAttribute(`data-say-${name}`) ?? ""));
    }
  }
}
