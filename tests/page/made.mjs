// A small graph as the page gets it: a county with two towns, an office and its document.
export function made() {
  const names = ["清河县", "东青镇", "西山镇", "县委办", "《办法》", "孤村"];
  const none = names.map(() => []);
  return {
    title: "t", base: "https://x.example/id/", prefixes: { kg: "https://x.example/o#" },
    terms: [["地点", "place", "https://x.example/o#Place"], ["位于", "located in", "https://x.example/o#in"], ["印发", "issues", "https://x.example/o#issues"], ["恰为", "exactly", "https://x.example/q"]],
    groups: [[0, "#0072B2", "dot"]],
    entities: {
      name: names, iri: ["c", "t1", "t2", "o", "d", "v"], kind: [0, 0, 0, 0, 0, 0], group: [0, 0, 0, 0, 0, 0],
      alias: [["全县"], [], [], [], [], []], about: none, marks: [[0], [], [], [1], [], []], first: [1, 1, 1, 1, 0, 1],
      x: [0, 100, 200, 300, 400, 500], y: [0, 10, 20, 30, 40, 50], parent: [-1, 0, 0, 1, 3, -1],
    },
    relations: { s: [1, 2, 3, 3, 4], p: [1, 1, 1, 2, 2], o: [0, 0, 1, 4, 3], marks: [[0], [], [], [1], []], drawn: [1, 1, 1, 1, 1], inside: [1, 1, 0, 0, 0] },
    figures: {
      name: ["村：44个", "补贴：6–8元", "村：9个"], iri: ["f1", "f2", "f3"], words: ["44个", "6至8元", "9个"], value: [44, 6, 9], upper: [null, 8, null],
      unit: ["个", "元", "个"], measure: [0, 1, 0], qualifier: [3, -1, 3], statistic: [-1, -1, -1], per: ["", "", ""], base: ["", "", ""],
      about: [1, -1, -1], area: [0, 2, 2], period: ["2021", "2022", "2020"], basis: ["stated", "", ""], marks: [[2], [], []],
    },
    territories: [], measures: [["村", 0], ["补贴", -1]],
    reports: [{ iri: "r", title: "报告", publisher: "p", issued: "", file: "a.txt", period: "2021", area: 0, entity: -1, link: "", sha256: "", text: "开头。清河县县委办印发《办法》，44个村受益。结尾" }],
    marks: { report: [0, 0, 0], start: [3, 6, 16], end: [6, 9, 19], words: ["", "", ""] },
    letters: { 清: "q", 河: "h", 县: "x", 东: "d", 青: "q", 镇: "z", 西: "x", 山: "s", 委: "w", 办: "b", 法: "f", 孤: "g", 村: "c", 重: "zct" },
  };
}

export const everything = () => ({ off: new Set(), predicatesOff: new Set(), area: -1, report: -1, period: "", centre: -1, steps: 0, unfolded: new Set(), all: false, kept: new Set() });
