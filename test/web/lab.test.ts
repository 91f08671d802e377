// The race lab in the page: both races in every order on every kernel, by the table; steps moved by mouse, finger and keys.

import { describe, expect, it } from "vitest";
import { orders, STORIES } from "../../web/lab/stories.ts";
import { browser, canBrowse, type Tab } from "./browser.ts";

/** The table's rows of cells, once all are there. */
async function table(t: Tab, story: string): Promise<string[][]> {
  await t.page.locator(`.lab-matrix[data-filled="${story}"]`).waitFor();
  return t.page.$$eval(".lab-matrix tbody tr", (rows) =>
    rows.map((r) => [...r.querySelectorAll("button")].map((b) => b.textContent ?? "")),
  );
}

const order = (t: Tab) =>
  t.page.$$eval(".lab-row .lab-step", (steps) => steps.map((s) => /lane-(.)/.exec(s.className)![1]).join(""));
const outcome = (t: Tab) => t.page.locator(".lab-outcome.good, .lab-outcome.bad").textContent();

describe.skipIf(!canBrowse)("race lab", () => {
  const { tab, context } = browser();

  it("binds by name and by number, in every order on every kernel", async () => {
    const t = await (await tab()).open("#lab");
    const name = ["right", "ENODEV", "WRONG", "right", "right", "right"];
    const number = ["no option", "right", "no option", "right", "right"];
    expect(await table(t, "bind")).toEqual(name.map((n) => [...Array(5).fill(n), ...number]));
  });

  it("renames the slave, in every order on every kernel; each cell shows its run", async () => {
    const t = await (await tab()).open("#lab/hotplug");
    const old = ["EBUSY", "EBUSY", "renamed", "EBUSY"];
    expect(await table(t, "hotplug")).toEqual(old.map((o) => [o, "renamed", o, "renamed", "renamed"]));
    const [, hotplug] = STORIES;
    for (const [r, o] of orders(hotplug).entries()) {
      await t.page.locator(".lab-matrix tbody tr").nth(r).locator("button").first().click();
      expect(await order(t)).toBe(o);
      expect(await outcome(t)).toMatch(old[r] === "EBUSY" ? /net0 was quicker/ : /is called ens2/);
    }
  });

  it("moves steps by mouse and keyboard, switches option and kernel", async () => {
    const t = await (await tab()).open("#lab/bind/AABB");
    expect(await outcome(t)).toMatch(/bound to device 2/);
    const middle = async (n: number) => {
      const box = (await t.page.locator(".lab-row").nth(n).locator(".lab-step").boundingBox())!;
      return [box.x + box.width / 2, box.y + box.height / 2] as const;
    };
    // the bind to the end
    await t.page.mouse.move(...(await middle(1)));
    await t.page.mouse.down();
    const [x] = await middle(1);
    const [, end] = await middle(3);
    await t.page.mouse.move(x, end, { steps: 8 });
    await t.page.mouse.move(x, end + 60, { steps: 4 });
    await t.page.mouse.up();
    expect(await order(t)).toBe("ABBA");
    await t.page.getByText("bound to another device").waitFor();
    // up by one, with the keys: between the two renames
    await t.page.getByRole("button", { name: /Bind the socket/ }).focus();
    await t.page.keyboard.press("ArrowUp");
    expect(await order(t)).toBe("ABAB");
    await t.page.getByText("no device had that name").waitFor();
    await t.page.keyboard.press("ArrowUp");
    await t.page.keyboard.press("ArrowUp");
    expect(await order(t)).toBe("AABB");
    await t.page.keyboard.press("ArrowDown");
    await t.page.keyboard.press("ArrowDown");
    expect(await order(t)).toBe("ABBA");
    await t.page.getByRole("button", { name: "SO_BINDTOIFINDEX" }).click();
    await t.page.locator(".lab-outcome.good").waitFor();
    await t.page.locator("#lab-kernel").selectOption("5.0");
    await t.page.getByText("this kernel has no such option").waitFor();
    expect(t.page.url()).toMatch(/#lab\/bind\/ABBA\/5\.0\/number$/);
  });

  it("moves steps by finger", async () => {
    const c = await context();
    const t = await tab({ context: c });
    await t.page.setViewportSize({ width: 390, height: 844 });
    await t.open("#lab/hotplug/ABCC/5.0");
    await t.page.getByText("net0 was quicker").waitFor();
    const touch = await c.newCDPSession(t.page);
    const at = async (n: number) => {
      const box = (await t.page.locator(".lab-handle").nth(n).boundingBox())!;
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    };
    await t.page.locator(".lab-handle").nth(1).scrollIntoViewIfNeeded();
    await t.page.evaluate(() => document.querySelector(".lab-row")!.scrollIntoView());
    const from = await at(1);
    const to = (await at(2)).y + 150;
    const send = (type: "touchStart" | "touchMove" | "touchEnd", y?: number) =>
      touch.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: y === undefined ? [] : [{ x: from.x, y }],
      });
    await send("touchStart", from.y);
    for (let y = from.y; y <= to; y += 20) await send("touchMove", y);
    await send("touchEnd");
    expect(await order(t)).toMatch(/^AC/);
    const width = await t.page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(390);
  });
});
