// The page's side of the Worker: starts it, asks it one thing at a time, stops it.

/** @typedef {import("./query-worker.js").Request} Request */
/** @typedef {import("./query-worker.js").Reply} Reply */

/** What is asked was ended from outside. */
export class QueryStopped extends Error {}

/**
 * `give` are the texts as the page holds them: the Worker's script, and engine and graph in base64 of gzip.
 * A reply of the type "error" becomes an Error with `fatal`; after a fatal one the Worker is started anew.
 * @param {{worker: string, wasm: string, ntriples: string, names: import("./query-worker.js").Names}} give
 */
export function queryClient(give) {
  /** @type {Worker | null} */
  let worker = null;
  /** @type {Promise<Reply>} */
  let loaded;
  /** @type {{resolve: (reply: any) => void, reject: (error: Error) => void}[]} */
  let waiting = [];

  /** @param {Request} request @returns {Promise<Reply>} */
  function send(request) {
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      /** @type {Worker} */ (worker).postMessage(request);
    });
  }

  /** @param {Error} reason */
  function end(reason) {
    worker?.terminate();
    worker = null;
    const left = waiting;
    waiting = [];
    for (const one of left) one.reject(reason);
  }

  function start() {
    const url = URL.createObjectURL(new Blob([give.worker], { type: "text/javascript" }));
    worker = new Worker(url);
    // Replies come in the order of the requests.
    worker.onmessage = (/** @type {MessageEvent<Reply>} */ event) => {
      URL.revokeObjectURL(url); // not sooner: the script is read after this turn
      const one = waiting.shift();
      if (event.data.type !== "error") return one?.resolve(event.data);
      const { message, fatal } = event.data;
      one?.reject(Object.assign(new Error(message), { fatal }));
      if (fatal) end(Object.assign(new Error(message), { fatal }));
    };
    worker.onerror = (event) => end(Object.assign(new Error(event.message || "Worker"), { fatal: true }));
    loaded = send({ type: "load", wasm: give.wasm, ntriples: give.ntriples, names: give.names });
    loaded.catch(() => {}); // told by whoever asks
  }

  return {
    /** The Worker with its graph loaded; started where it is not. */
    ready() {
      if (!worker) start();
      return loaded;
    },
    /** @param {Request} request @returns {Promise<Reply>} */
    async ask(request) {
      await this.ready();
      return send(request);
    },
    stop() {
      end(new QueryStopped());
    },
  };
}
