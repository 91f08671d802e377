// A visit: a worker of the page's with an empty system, in a tab that shows nothing, where programs are run.
// Above: code.test.ts, thread.test.ts. Below: browser.ts, tools/bench-chromium.mjs (what it puts in the tab).

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
// @ts-expect-error: plain JavaScript
import { ISOLATED as headers } from "../../tools/web.mjs";
import { built, canBrowse, type Tab } from "./browser.ts";

const scripts = canBrowse ? readdirSync(built).filter((name) => /^main-.*\.js$/.test(name)) : [];
const html = canBrowse ? readFileSync(join(built, "index.html"), "utf8") : "";
const script = scripts.find((name) => !html.includes(name)) ?? "";

/** The worker's script. */
export const workerScript = (): string => readFileSync(join(built, script), "utf8");

/** The server's headers with which a page may share memory with its workers. */
const ISOLATED: Record<string, string> = headers;

/** What inPage() puts there. */
interface Bench {
  boot(more: object): Promise<unknown>;
  put(data: string): Promise<unknown>;
  run(args: string[]): Promise<{ status: number; output: string }>;
  report(): Promise<string>;
}
declare const window: { bench: Bench };

interface Options {
  /** What the worker's script says instead. */
  readonly edit?: (text: string) => string;
  /** It is served with ISOLATED. */
  readonly isolated?: boolean;
}

/** Starts the worker in a new tab. */
export async function visit(t: Tab, { edit = (text) => text, isolated = true }: Options = {}): Promise<Tab> {
  // @ts-expect-error: plain JavaScript
  const { inPage } = await import("../../tools/bench-chromium.mjs");
  const body = "<!doctype html><link rel=icon href=data:,>";
  await t.page.route("**/nothing", (r) =>
    r.fulfill({ headers: isolated ? ISOLATED : {}, contentType: "text/html", body }),
  );
  await t.page.route(`**/${script}`, (r) =>
    r.fulfill({ headers: ISOLATED, contentType: "text/javascript", body: edit(workerScript()) }),
  );
  await t.page.goto(`${t.url}nothing`);
  await t.page.evaluate(inPage as (script: string) => void, t.url + script);
  return t;
}

export const boot = (t: Tab, request: object) => t.page.evaluate((r) => window.bench.boot(r), request);

/** Puts the program there that run() runs. */
export const put = (t: Tab, program: Uint8Array) =>
  t.page.evaluate((p) => window.bench.put(p), Buffer.from(program).toString("base64"));

export const run = (t: Tab, args: string[] = []) => t.page.evaluate((a) => window.bench.run(a), args);

/** The figures of its translator. */
export const report = (t: Tab): Promise<string> => t.page.evaluate(() => window.bench.report());
