// The built page in Debian's chromium: a server for dist/web, a browser, pages that collect what goes wrong in them.
// Above: the tests here, tools/screenshots.mjs has its own. Below: playwright-core, tools/web.mjs (serve).

import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium as launcher, type Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { chromium, root } from "../tools.ts";

/** Where the page is; without chromium or without a build its tests are skipped. */
export const built = process.env.PARISC_WEB ?? join(root, "dist/web");

export const canBrowse = chromium !== null && existsSync(join(built, "index.html"));

const PATIENCE = 20_000;

/** One tab, and how a person would use its terminal. */
export class Tab {
  /** Console errors, exceptions, rejections, requests that failed. */
  readonly problems: string[] = [];

  constructor(
    readonly page: Page,
    readonly url: string,
  ) {
    page.on("console", (m) => {
      if (m.type() === "error" || m.type() === "warning") this.problems.push(`${m.type()}: ${m.text()}`);
    });
    page.on("pageerror", (e) => this.problems.push(`exception: ${e.message}`));
    page.on("requestfailed", (r) => this.problems.push(`request: ${r.url()} ${r.failure()?.errorText}`));
    page.on("response", (r) => {
      if (r.status() >= 400) this.problems.push(`response: ${r.status()} ${r.url()}`);
    });
  }

  async open(hash = ""): Promise<this> {
    await this.page.goto(`${this.url}${hash}`);
    return this;
  }

  /** What the terminal in front shows. */
  text(): Promise<string> {
    return this.page.evaluate(() =>
      [...document.querySelectorAll(".panel:not([hidden]) .xterm-rows > div")]
        .map((row) => (row.textContent ?? "").replace(/\u00a0/g, " ").trimEnd())
        .join("\n")
        .trimEnd(),
    );
  }

  /** Waits until the terminal shows it, and returns all that is shown. */
  async shows(what: RegExp, patience = PATIENCE): Promise<string> {
    const until = Date.now() + patience;
    let text = "";
    while (Date.now() < until) {
      text = await this.text();
      if (what.test(text)) return text;
      await this.page.waitForTimeout(40);
    }
    throw new Error(`the terminal never showed ${what}, but\n${text}`);
  }

  /** Waits for a shell's prompt as the last thing. */
  prompt(): Promise<string> {
    return this.shows(/[#$]$/);
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Runs a line; what came, without the line itself and the next prompt. */
  async run(line: string): Promise<string> {
    const n = ++marks;
    await this.type(`echo from'-'${n}; ${line}; echo to'-'${n}\n`);
    const text = await this.shows(new RegExp(`^to-${n}$`, "m"));
    const lines = text.split("\n");
    return lines.slice(lines.indexOf(`from-${n}`) + 1, lines.lastIndexOf(`to-${n}`)).join("\n");
  }
}

let marks = 0;

export interface Fixture {
  /** A tab of its own profile, or of one given: tabs of one profile share locks, channels, storage. */
  tab(options?: {
    context?: BrowserContext;
    width?: number;
    height?: number;
    colours?: "dark" | "light";
  }): Promise<Tab>;
  context(): Promise<BrowserContext>;
}

/** For a describe block: starts server and browser, closes them, and fails what left problems behind. */
export function browser(): Fixture {
  let server: import("node:http").Server;
  let chrome: Browser;
  let url = "";
  const tabs: Tab[] = [];
  beforeAll(async () => {
    // @ts-expect-error: plain JavaScript
    const { serve } = await import("../../tools/web.mjs");
    server = serve(built);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
    chrome = await launcher.launch({ executablePath: chromium!, args: ["--no-sandbox"] });
  });
  afterAll(async () => {
    await chrome?.close();
    server?.close();
    expect(tabs.flatMap((t) => t.problems)).toEqual([]);
  });
  return {
    context: () => chrome.newContext(),
    async tab({ context, width = 1280, height = 800, colours = "light" } = {}) {
      const page = context
        ? await context.newPage()
        : await chrome.newPage({ viewport: { width, height }, colorScheme: colours });
      const tab = new Tab(page, url);
      tabs.push(tab);
      return tab;
    },
  };
}
