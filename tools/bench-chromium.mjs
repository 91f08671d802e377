// npm run bench -- --chromium: the programs of userland/bench in the page's worker in Chromium, beside the command line
// on Node, interleaved. Prints Chromium's time / Node's, of the steady state (the slope between size and 5 x size): processor
// time of the thread that runs the guest where there is Linux's /proc, so that other work on the machine counts little. And the same of the whole run at
// 5 x size, without its start and boot in Chromium.
// Above: bench.mjs. Below: playwright-core, the built page's worker by its own messages (web/protocol.ts).

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ISOLATED, serve } from "./web.mjs";

/** The longer runs, in sizes. */
const LONG = 5;

/** In the page: a worker with an empty system, in which programs are timed; test/web/code.test.ts uses it too. */
export function inPage(script) {
  const worker = new Worker(script, { type: "module" });
  const waiting = new Map();
  let output = "";
  let ended = null;
  worker.onmessage = ({ data }) => {
    if (data.kind === "answer") waiting.get(data.id).resolve(data.answer);
    else if (data.kind === "refusal") waiting.get(data.id).reject(new Error(data.message));
    else if (data.name === "terminal.output") {
      const { terminal, bytes } = data.data;
      output += new TextDecoder("latin1").decode(bytes);
      worker.postMessage({ kind: "note", name: "terminal.taken", data: { terminal, count: bytes.length } });
    } else if (data.name === "terminal.ended") ended(data.data.status);
  };
  let next = 1;
  const ask = (name, ask) =>
    new Promise((resolve, reject) => {
      waiting.set(next, { resolve, reject });
      worker.postMessage({ kind: "ask", id: next++, name, ask });
    });
  window.bench = {
    boot: (more) => ask("system.boot", { init: false, rootfs: null, ...more }),
    put: (data) =>
      ask("files.put", {
        path: "/tmp/program",
        data: Uint8Array.from(atob(data), (c) => c.charCodeAt(0)).buffer,
      }),
    async run(args) {
      output = "";
      const done = new Promise((resolve) => (ended = resolve));
      const started = performance.now();
      await ask("terminal.open", { rows: 24, cols: 80, command: ["/tmp/program", ...args], cwd: "/tmp" });
      const status = await done;
      return {
        seconds: (performance.now() - started) / 1000,
        status,
        output: output.replaceAll("\r\n", "\n"),
      };
    },
    report: () => ask("machine.engine", null),
    end: () => worker.terminate(),
  };
}

/**
 * Seconds of processor time that a browser's workers have had, the one that was started first (which runs the guest; the
 * other one translates) and all; undefined without Linux's /proc.
 */
function workerTimes(browser) {
  if (!existsSync("/proc/self/schedstat")) return undefined;
  const parents = new Map();
  const read = (path) => {
    try {
      return readFileSync(path, "latin1");
    } catch {
      // it has ended
      return "";
    }
  };
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name)))
    parents.set(Number(pid), Number(/.*\) \S+ (\d+)/.exec(read(`/proc/${pid}/stat`))?.[1]));
  const workers = [];
  for (const pid of parents.keys()) {
    let at = pid;
    while (at && at !== browser) at = parents.get(at);
    if (!at) continue;
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      const path = `/proc/${pid}/task/${task}`;
      if (!read(`${path}/comm`).startsWith("DedicatedWorker")) continue;
      const started = Number(read(`${path}/stat`).split(") ")[1]?.split(" ")[19]);
      workers.push({ started, task, seconds: Number(read(`${path}/schedstat`).split(" ")[0]) / 1e9 });
    }
  }
  if (workers.length < 1 || workers.length > 2)
    throw new Error(`bench: chromium has ${workers.length} workers`);
  workers.sort((a, b) => a.started - b.started || a.task - b.task);
  return { guest: workers[0].seconds, all: workers.reduce((sum, w) => sum + w.seconds, 0) };
}

/** web: the built page's folder; programs: rows of sizes.txt; node: times one run on Node. Prints as it goes. */
export async function benchChromium({ web, built, programs, rounds, node }) {
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
  if (!executablePath) throw new Error("bench: there is no chromium here (on Debian: apt install chromium)");
  const html = readFileSync(join(web, "index.html"), "utf8");
  const script = readdirSync(web).find((f) => /^main-.*\.js$/.test(f) && !html.includes(f));
  const server = serve(web);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  // a server, as its process is known
  const launched = await chromium.launchServer({ executablePath, args: ["--no-sandbox"] });
  const browser = await chromium.connect(launched.wsEndpoint());
  const page = await browser.newPage();
  // any file of the same place: the page itself would run a system of its own
  const url = `http://127.0.0.1:${server.address().port}/`;
  const empty = { headers: ISOLATED, contentType: "text/html", body: "<!doctype html>" };
  await page.route(`${url}bench`, (r) => r.fulfill(empty));
  const ratios = new Map();
  try {
    for (const { name, kind, size } of programs) {
      if (size === null) continue;
      const data = readFileSync(join(built, `${name}.hppa`)).toString("base64");
      const times = { node: [[], []], chromium: [[], []], all: [[], []] };
      for (let round = 0; round < rounds; round++) {
        for (const [i, n] of [size, LONG * size].entries()) {
          const here = node(name, n);
          times.node[i].push(here.processor);
          // a new worker each time, as each run on Node is a new process
          await page.goto(`${url}bench`);
          await page.evaluate(inPage, url + script);
          await page.evaluate(() => window.bench.boot({ codeCache: false }));
          await page.evaluate((d) => window.bench.put(d), data);
          const before = workerTimes(launched.process().pid);
          const there = await page.evaluate((a) => window.bench.run(a), [String(n)]);
          const after = workerTimes(launched.process().pid);
          const took = before === undefined ? there.seconds : after.guest - before.guest;
          await page.evaluate(() => window.bench.end());
          // its thread goes with the page
          await page.goto("about:blank");
          times.chromium[i].push(took);
          if (before !== undefined) times.all[i].push(after.all - before.all);
          if (there.status !== 0 || there.output !== here.output)
            throw new Error(`bench: ${name} ${n} in chromium: status ${there.status}, ${there.output}`);
        }
      }
      const steady = ([short, long]) => Math.max((Math.min(...long) - Math.min(...short)) / (LONG - 1), 1e-4);
      const ratio = steady(times.chromium) / steady(times.node);
      const whole = Math.min(...times.chromium[1]) / Math.min(...times.node[1]);
      ratios.set(kind, [...(ratios.get(kind) ?? []), ratio]);
      const seconds = (s) => `${s.toFixed(3)} s`;
      const least = (of) => seconds(Math.min(...of[0]));
      console.log(
        `${name.padEnd(8)} steady: node ${seconds(steady(times.node))}  chromium ${seconds(steady(times.chromium))}  ratio ${ratio.toFixed(2)}  whole long run ${whole.toFixed(2)}`,
        `  short run: node ${least(times.node)}  chromium ${least(times.chromium)}`,
        times.all[0].length ? `(with the thread that translates ${least(times.all)})` : "",
      );
    }
  } finally {
    await browser.close();
    await launched.close();
    server.close();
  }
  for (const [kind, of] of ratios) {
    const mean = Math.exp(of.reduce((s, x) => s + Math.log(x), 0) / of.length);
    console.log(`${kind.padEnd(8)} chromium / node, geometric mean: ${mean.toFixed(2)}`);
  }
}
