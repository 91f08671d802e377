// Translations that the browser keeps: the next visit makes none, another translator's and damaged ones are not taken,
// and where nothing can be kept programs run as well.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext } from "playwright-core";
import { describe, expect, it } from "vitest";
import { root } from "../tools.ts";
import { browser, canBrowse, type Tab } from "./browser.ts";
import { boot, put, report, run, visit, workerScript } from "./visit.ts";

const program = readFileSync(join(root, "userland/bin/sh"));
const LINE = "echo xxxxxx";

interface Visit {
  readonly output: string;
  /** Instructions translated in this visit. */
  readonly translated: number;
}

/** In the page: the entries of the database, with what change() does to each; a name is how they are found. */
const entriesIn = (change: string) =>
  new Promise<string[]>((resolve, reject) => {
    const open = indexedDB.open("parisc-code");
    open.onerror = () => reject(open.error);
    open.onupgradeneeded = () => open.result.createObjectStore("pages");
    open.onsuccess = () => {
      const pages = open.result.transaction("pages", "readwrite").objectStore("pages");
      const keys: string[] = [];
      const cursor = pages.openCursor();
      cursor.onsuccess = () => {
        const at = cursor.result;
        if (!at) return;
        keys.push(String(at.key));
        // a bit of the code; another kind of thing altogether
        if (change === "damage" && keys.length % 2) {
          at.value.bytes[at.value.bytes.length >> 1] ^= 1;
          at.update(at.value);
        } else if (change === "damage") at.update("nothing of ours");
        at.continue();
      };
      pages.transaction.oncomplete = () => {
        open.result.close();
        resolve(keys);
      };
    };
  });

/** In the page: puts entries there, the oldest first. */
const fill = ({ prefix, count, size }: { prefix: string; count: number; size: number }) =>
  new Promise<void>((resolve, reject) => {
    const open = indexedDB.open("parisc-code");
    open.onerror = () => reject(open.error);
    open.onsuccess = () => {
      const pages = open.result.transaction("pages", "readwrite").objectStore("pages");
      for (let at = 0; at < count; at++) pages.put({ at, bytes: new Uint8Array(size) }, `${prefix}old-${at}`);
      pages.transaction.oncomplete = () => {
        open.result.close();
        resolve();
      };
    };
  });

describe.skipIf(!canBrowse)("translations in the browser", () => {
  const { tab, context } = browser();

  const visitor = async (of: BrowserContext, edit?: (text: string) => string) =>
    visit(await tab({ context: of }), { edit });

  async function runIn(t: Tab, more = {}): Promise<Visit> {
    await boot(t, { engine: "jit", ...more });
    await put(t, program);
    const { output } = await run(t, ["-c", LINE]);
    return { output, translated: Number(/(\d+) instructions translated/.exec(await report(t))![1]) };
  }

  const entries = (t: Tab, change = "") => t.page.evaluate(entriesIn, change);

  /** Waits until pages of code have been written and the test holds. */
  async function written(t: Tab, test: (keys: string[]) => boolean = (keys) => keys.length > 0) {
    let keys: string[] = [];
    for (let turn = 0; turn < 100 && !test(keys); turn++) {
      await t.page.waitForTimeout(100);
      keys = await entries(t);
    }
    expect(test(keys)).toBe(true);
    return keys;
  }

  it("are made once, in tabs side by side too, and again where they are damaged", async () => {
    const profile = await context();
    const t = await visitor(profile);
    const first = await runIn(t);
    expect(first.output).toBe("xxxxxx\n");
    expect(first.translated).toBeGreaterThan(1000);
    await written(t);
    const again = { ...first, translated: 0 };
    const tabs = await Promise.all([visitor(profile), visitor(profile)]);
    expect(await Promise.all(tabs.map((other) => runIn(other)))).toEqual([again, again]);
    await entries(t, "damage");
    expect(await runIn(await visitor(profile))).toEqual(first);
  });

  it("of another translator are thrown away", async () => {
    const profile = await context();
    const t = await visitor(profile);
    const first = await runIn(t);
    const [name] = (await written(t))[0].split(" ");
    expect(name).toMatch(/^[0-9a-f]{16}$/);
    const newer = await visitor(profile, (text) => {
      expect(text).toContain(name);
      return text.replaceAll(name, "0123456789abcdef");
    });
    expect(await runIn(newer)).toEqual(first);
    await written(
      newer,
      (keys) => keys.length > 0 && keys.every((key) => key.startsWith("0123456789abcdef ")),
    );
  });

  it("are kept up to 8 MB, the ones written last", async () => {
    const profile = await context();
    const t = await visitor(profile);
    expect(await entries(t)).toEqual([]);
    const [, name] = /"([0-9a-f]{16})"/.exec(workerScript())!;
    await t.page.evaluate(fill, { prefix: `${name} `, count: 80, size: 1 << 17 });
    await runIn(t);
    const old = (keys: string[]) => keys.filter((key) => key.includes("old-")).length;
    const keys = await written(t, (keys) => old(keys) < keys.length && old(keys) <= 48);
    expect(old(keys)).toBeGreaterThan(30);
    expect(keys).not.toContain(`${name} old-0`);
    expect(keys).toContain(`${name} old-79`);
  });

  it("are neither kept nor used where that is off, refused, or full", async () => {
    const profile = await context();
    const t = await visitor(profile);
    const first = await runIn(t, { codeCache: false });
    const refused = await visitor(profile, (text) => `IDBFactory.prototype.open = () => { throw 0 };${text}`);
    expect(await runIn(refused)).toEqual(first);
    const full = await visitor(profile, (text) => `IDBObjectStore.prototype.put = () => { throw 0 };${text}`);
    expect(await runIn(full)).toEqual(first);
    await full.page.waitForTimeout(1500);
    expect(await entries(t)).toEqual([]);
  });
});
