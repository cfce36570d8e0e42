// Unpacks the data, draws the network, then sets up everything else.

import { at } from "./dom.js";
import { unpack } from "./data.js";
import { language, say, speak, translate } from "./words.js";
import { App } from "./app.js";
import { Network } from "./network.js";
import { mountLegend } from "./legend.js";
import { mountFacts } from "./facts.js";
import { ReportPane } from "./report.js";
import { FiguresPane } from "./figures.js";
import { mountListing } from "./listing.js";
import { mountSearch } from "./search.js";
import { mountPanes } from "./panes.js";
import { mountDownloads } from "./takeaway.js";
import { mountRegistered, openRegister } from "./register.js";
import { linkState, restore } from "./link.js";
import { decodeState } from "./state.js";

async function begin() {
  openRegister();
  const saved = decodeState(location.hash);
  speak(saved.lang ?? "zh");
  const data = /** @type {import("./data.js").Data} */ (JSON.parse(await unpack(at("data").textContent ?? "")));
  at("data").remove();
  const app = new App(data);
  translate(document);
  const network = new Network(app);
  network.resize();
  performance.mark("drawn");
  // Everything else after the first frame.
  await new Promise((done) => setTimeout(done, 0));
  const title = () => {
    document.documentElement.lang = language() === "zh" ? "zh" : "en";
    at("counts").textContent = say("counts", data.entities.name.length, data.relations.s.length, data.figures.name.length, data.reports.length);
  };
  at("title").textContent = data.title;
  title();
  mountPanes(app);
  mountFacts(app);
  new ReportPane(app);
  const figures = new FiguresPane(app);
  mountLegend(app, network);
  mountListing(app);
  mountSearch(app);
  mountRegistered(app);
  mountDownloads(app, network, () => figures.rows());
  at("language").onclick = () => {
    speak(language() === "zh" ? "en" : "zh");
    translate(document);
    title();
    app.tell("language");
  };
  linkState(app, network, saved);
  restore(app, network, saved);
  Object.defineProperty(window, "kgExplorer", { value: { app, network } });
  performance.mark("ready");
  document.body.dataset["ready"] = "yes";
  setTimeout(() => app.finder, 200); // so that the first keystroke need not wait
}

begin();
