// The machine view: hold, step, step back, run to a line, breakpoints, memory, processes, system calls, cards in and out.

import { describe, expect, it } from "vitest";
import { browser, canBrowse, type Tab } from "./browser.ts";

const button = (t: Tab, name: string) => t.page.getByRole("button", { name, exact: true });

/** Address and text of the next instruction. */
const next = (t: Tab) =>
  t.page.$eval(".code-lines .current", (e) => {
    const text = (c: string) => e.querySelector(c)?.textContent ?? "";
    return `${text(".at")} ${text(".code-text")}`;
  });

/** A register as it is shown, and whether it is lit. */
const register = (t: Tab, name: string) =>
  t.page.$$eval(
    ".reg-table div",
    (rows, name) => {
      const row = rows.find((r) => r.querySelector("dt")?.textContent === name);
      const dd = row?.querySelector("dd");
      return `${dd?.textContent}${dd?.classList.contains("changed") ? " changed" : ""}`;
    },
    name,
  );

const state = (t: Tab) => t.page.locator(".machine-state").textContent();

/** Presses, and waits until another instruction is shown. */
async function press(t: Tab, name: string): Promise<string> {
  const before = await state(t);
  await button(t, name).click();
  await t.page.waitForFunction(
    (b) => {
      const idle = !document.querySelector<HTMLButtonElement>(".machine-bar button:nth-of-type(3)")?.disabled;
      return idle && document.querySelector(".machine-state")?.textContent !== b;
    },
    before,
    { timeout: 20_000 },
  );
  return next(t);
}

async function held(t: Tab): Promise<void> {
  await t.open("#machine");
  await t.page.locator('.state[data-state="running"]').waitFor();
  await t.page.locator(".machine-state").filter({ hasText: "running" }).waitFor();
  await button(t, "Start held").click();
  await t.page.locator(".machine-state").filter({ hasText: "held at" }).waitFor();
  await t.page.getByText(/story \[\d+\]/).waitFor();
}

describe.skipIf(!canBrowse)("machine view", () => {
  const { tab } = browser();

  it("steps forwards and back, and comes to the same instructions with the same registers", async () => {
    const t = await tab();
    await held(t);
    // start.S: the data pointer, then argc and argv to where main() wants them
    expect(await next(t)).toMatch(/ldil L%0x[0-9a-f]+,dp$/);
    const seen = [await next(t)];
    const dp = [await register(t, "dp")];
    for (let i = 0; i < 4; i++) {
      seen.push(await press(t, "Step"));
      dp.push((await register(t, "dp")).replace(" changed", ""));
    }
    expect(seen[2]).toMatch(/copy r25,r26$/);
    expect(dp[0]).toBe("00000000");
    expect(Number.parseInt(dp[1], 16)).toBeGreaterThan(0);
    for (let i = 3; i >= 0; i--) {
      expect(await press(t, "Step back")).toBe(seen[i]);
      expect((await register(t, "dp")).replace(" changed", "")).toBe(dp[i]);
      expect(await state(t)).toMatch(/back$/);
    }
    expect(await press(t, "Step")).toBe(seen[1]);
    expect(await register(t, "dp")).toBe(`${dp[1]} changed`);
    await button(t, "Back to now").click();
    await t.page.locator(".machine-state").filter({ hasText: "held at" }).waitFor();
    expect(await next(t)).toBe(seen[4]);
  });

  it("what is typed while everything is held comes later, and going back repeats it", async () => {
    const t = await (await tab()).open();
    await t.prompt();
    await t.page.goto(`${t.url}#machine`);
    await button(t, "Pause").click();
    await t.page.locator(".machine-state").filter({ hasText: "held at" }).waitFor();
    await t.page.goto(`${t.url}#terminal`);
    await t.page.locator(".panel:not([hidden])").click();
    await t.type("X=42; echo typed-$X\n");
    await t.page.waitForTimeout(300);
    expect(await t.text()).not.toMatch(/typed-42/);
    await t.page.goto(`${t.url}#machine`);
    await button(t, "Run").click();
    await t.page.locator(".machine-state").filter({ hasText: "running" }).waitFor();
    await t.page.waitForTimeout(300);
    await press(t, "Step back");
    expect(await state(t)).toMatch(/back$/);
    await button(t, "Run").click();
    await t.page.goto(`${t.url}#terminal`);
    await t.shows(/^typed-42$/m);
  });

  it("stops at breakpoints set by click, runs to a line, then to the end", async () => {
    const t = await tab();
    await held(t);
    const lines = t.page.locator(".code-lines li");
    const line = lines.filter({ hasText: "b,l" }).filter({ hasText: ",rp" }).last();
    const wanted = (await line.locator(".at").textContent())!;
    await line.locator(".gutter").click();
    await t.page.locator(".code-lines .broken").waitFor();
    await button(t, "Run").click();
    await t.page.locator(".code-lines .current.broken").waitFor();
    expect(await next(t)).toMatch(new RegExp(`^${wanted} b,l`));
    // into the called function: its line after the call's delay slot
    const there = await press(t, "Step");
    expect(there).toMatch(/copy r0,r3$/);
    const target = await press(t, "Step");
    await t.page.locator(".code-lines li.current + li + li .at").click();
    await t.page.waitForFunction(
      (b) => document.querySelector(".code-lines .current .at")?.textContent !== b,
      target.slice(0, 8),
    );
    expect(Number.parseInt((await next(t)).slice(0, 8), 16)).toBe(
      Number.parseInt(target.slice(0, 8), 16) + 8,
    );
    await button(t, "Run").click();
    // it and its child
    await t.page.waitForFunction(() => !document.querySelector(".tasks")?.textContent?.includes("story"));
  });

  it("shows memory, map and space registers", async () => {
    const t = await tab();
    await held(t);
    await button(t, "Map").click();
    await t.page.locator(".maps").getByText("/usr/bin/story").first().waitFor();
    await t.page.locator(".maps button").first().click();
    await t.page.locator(".bytes").getByText("7f454c46").waitFor();
    await t.page.getByLabel("Address, hexadecimal").fill("xyz");
    await t.page.keyboard.press("Enter");
    await t.page.locator(".bytes").getByText("7f454c46").waitFor();
    await button(t, "Space, control").click();
    await t.page.locator(".reg-table").getByText("iaoq").waitFor();
    await button(t, "Floating point").click();
    await t.page.locator(".reg-table").getByText("fr31").waitFor();
  });

  it("logs system calls by filter, unplugs a slave and plugs it in again", async () => {
    const t = await (await tab()).open("#machine/system");
    await t.page.locator('.state[data-state="running"]').waitFor();
    await button(t, "Boot with a failover master").click();
    const card = t.page.locator(".net-device").filter({ hasText: "e1000" });
    await card.getByText("slave of net0").waitFor();
    const masters = t.page.locator(".net-canvas path.master");
    expect(await masters.count()).toBe(2);
    await card.getByRole("button", { name: "Unplug" }).click();
    await t.page.getByText("empty slot").waitFor();
    expect(await masters.count()).toBe(1);
    await button(t, "Plug in e1000").click();
    await card.getByText("slave of net0").waitFor();
    const filter = t.page.getByRole("searchbox");
    await t.page.goto(`${t.url}#terminal`);
    await t.page.locator(".panel:not([hidden])").click();
    // what happens while the view is open
    await t.type("sleep 3; cat /nosuch\n");
    await t.page.goto(`${t.url}#machine/system`);
    await filter.fill("ENOENT");
    await t.page.locator(".log .bad").first().waitFor();
    const lines = await t.page.locator(".log > div").allTextContents();
    for (const l of lines) expect(l).toMatch(/ENOENT/);
    await t.page.locator(".speed-engine", { hasText: /time: .*kernel [\d.]+ %/ }).waitFor();
  });
});
