// Each view with axe-core: no serious violation, light and dark, desktop and phone; and by keyboard alone.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../tools.ts";
import { browser, canBrowse, type Tab } from "./browser.ts";

const axe = readFileSync(join(root, "node_modules/axe-core/axe.min.js"), "utf8");

interface Violation {
  id: string;
  impact: string;
  nodes: { target: string[]; failureSummary: string }[];
}

/** Serious and critical violations of what is shown, as lines. */
async function violations(t: Tab): Promise<string[]> {
  await t.page.evaluate(axe);
  const found = await t.page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    return (await axe.run()).violations;
  });
  return found
    .filter((v) => v.impact === "serious" || v.impact === "critical")
    .flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")}: ${n.failureSummary}`));
}

describe.skipIf(!canBrowse)("access", () => {
  const { tab } = browser();

  it.each([
    ["desktop, light", { width: 1280, height: 800, colours: "light" }],
    ["desktop, dark", { width: 1280, height: 800, colours: "dark" }],
    ["phone, dark", { width: 390, height: 844, colours: "dark" }],
  ] as const)("%s: no serious violation in any view", async (_name, options) => {
    const t = await (await tab(options)).open();
    await t.prompt();
    const ids = await t.page.$$eval("header nav a", (links) =>
      links.map((a) => a.getAttribute("href")!.slice(1)),
    );
    expect(ids.length).toBeGreaterThan(2);
    for (const id of ids) {
      await t.page.goto(`${t.url}#${id}`);
      await t.page.locator(`#view-${id}:not([hidden]) *`).first().waitFor();
      await t.page.waitForTimeout(300);
      expect({ id, found: await violations(t) }).toEqual({ id, found: [] });
    }
    await t.page.locator(".state").click();
    expect(await violations(t)).toEqual([]);
  });

  it("everything can be reached without a mouse, and a terminal can be left", async () => {
    const t = await (await tab()).open();
    await t.prompt();
    const focused = () =>
      t.page.evaluate(() => {
        const e = document.activeElement!;
        return `${e.getAttribute("role") ?? e.tagName.toLowerCase()} ${e.getAttribute("aria-label") ?? e.textContent}`;
      });
    expect(await focused()).toMatch(/^textarea console: type here/);
    await t.page.keyboard.press("F6");
    expect(await focused()).toBe("tab console");
    await t.page.keyboard.press("Tab");
    expect(await focused()).toBe("button New terminal");
    await t.page.keyboard.press("Enter");
    await t.page.getByRole("tab", { name: "pts/0" }).waitFor();
    await t.prompt();
    await t.page.keyboard.press("F6");
    await t.page.keyboard.press("ArrowLeft");
    expect(await focused()).toBe("tab console");
    await t.page.keyboard.press("ArrowRight");
    await t.page.keyboard.press("Delete");
    await t.page.getByRole("tab", { name: "pts/0" }).waitFor({ state: "detached" });
    expect(await focused()).toBe("tab console");
    for (let i = 0; i < 40 && !/^a Files/.test(await focused()); i++)
      await t.page.keyboard.press("Shift+Tab");
    await t.page.keyboard.press("Enter");
    await t.page.getByRole("table").waitFor();
  });

  it("light and dark by a switch that is kept; reduced motion stops the cursor's blinking", async () => {
    const t = await (await tab()).open();
    await t.prompt();
    const back = () => t.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await back();
    await t.page.getByRole("button", { name: "Switch to dark colours" }).click();
    const dark = await back();
    expect(dark).not.toBe(light);
    await t.page.reload();
    await t.prompt();
    expect(await back()).toBe(dark);
    await t.page.emulateMedia({ reducedMotion: "reduce" });
    await t.page.reload();
    await t.prompt();
    expect(await t.page.locator(".xterm-cursor-blink").count()).toBe(0);
  });
});
