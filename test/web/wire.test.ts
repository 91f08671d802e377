// Two tabs, one wire: each has an address of its own, and they reach each other.

import { describe, expect, it } from "vitest";
import { browser, canBrowse } from "./browser.ts";

describe.skipIf(!canBrowse)("wire", () => {
  const { tab, context } = browser();

  it("one tab pings the other; a closed one's number is free again", async () => {
    const profile = await context();
    const a = await (await tab({ context: profile })).open();
    await a.prompt();
    const b = await (await tab({ context: profile })).open();
    await b.prompt();
    const state = (t: typeof a) => t.page.locator(".state").textContent();
    expect([await state(a), await state(b)]).toEqual(["10.0.0.1", "10.0.0.2"]);
    expect(await b.run("ping -c 2 10.0.0.1 | grep -c 'bytes from 10.0.0.1'")).toBe("2");
    expect(await a.run("ping -c 1 10.0.0.2 | grep -c 'bytes from 10.0.0.2'")).toBe("1");
    await b.page.close();
    await a.page.waitForTimeout(300);
    const c = await (await tab({ context: profile })).open();
    await c.prompt();
    expect(await state(c)).toBe("10.0.0.2");
    expect(await c.run("ping -c 1 10.0.0.1 | grep -c 'bytes from 10.0.0.1'")).toBe("1");
  });

  it("strangers on the channel do no harm", async () => {
    const profile = await context();
    const a = await (await tab({ context: profile })).open();
    await a.prompt();
    await a.page.evaluate(() => {
      const channel = new BroadcastChannel("parisc wire");
      for (const junk of [
        "text",
        7,
        null,
        new Uint8Array(3),
        new Uint8Array(100_000),
        new Uint8Array(60).fill(255),
      ])
        channel.postMessage(junk);
      channel.close();
    });
    expect(await a.run("echo alive")).toBe("alive");
  });
});
