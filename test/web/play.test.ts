// The playground: every example, typing, errors, docs, stepping forwards and back, breakpoints, links.

import { describe, expect, it } from "vitest";
import { EXAMPLES } from "../../web/play/examples.ts";
import { browser, canBrowse, type Tab } from "./browser.ts";

/** Status and output of each, as qemu-hppa has them too. */
const ENDS: Readonly<Record<string, readonly [status: number, output: string]>> = {
  hello: [0, "Hello, PA-RISC\n"],
  slots: [1, ""],
  sum: [186, ""],
  nullify: [43, ""],
  carry: [7, ""],
  divide: [142, ""],
  call: [120, ""],
  bytes: [0, "CAPITAL\n"],
  float: [0, ""],
};

const button = (t: Tab, name: string) => t.page.getByRole("button", { name, exact: true });
const message = (t: Tab) => t.page.locator(".play-message");
const says = (t: Tab, text: string | RegExp) => message(t).filter({ hasText: text }).waitFor();
const register = (t: Tab, name: string) =>
  t.page.$$eval(
    "#view-play .reg-table div",
    (rows, name) => {
      const dd = rows.find((r) => r.querySelector("dt")?.textContent === name)?.querySelector("dd");
      return `${dd?.textContent}${dd?.classList.contains("changed") ? " changed" : ""}`;
    },
    name,
  );

describe.skipIf(!canBrowse)("playground", () => {
  const { tab } = browser();

  it("runs every example", async () => {
    const t = await (await tab()).open("#play");
    expect(Object.keys(ENDS).sort()).toEqual(EXAMPLES.map((e) => e.id).sort());
    for (const [id, [status, output]] of Object.entries(ENDS)) {
      await t.page.getByLabel("Examples").selectOption(id);
      await says(t, "instructions");
      await button(t, "Run").click();
      await says(t, `It has ended, with status ${status}.`);
      expect(await t.page.locator(".play-output").textContent()).toBe(output);
    }
  });

  it("assembles what is typed, says which line is wrong, shows what an instruction does", async () => {
    const t = await (await tab()).open("#play");
    await says(t, "instructions");
    const text = t.page.getByLabel("Assembly program");
    await text.fill("_start:\n        ldi 5,r26\n        frobnicate r1\n");
    await says(t, /Line 3: unknown instruction "frobnicate"/);
    expect(await t.page.locator(".play-line.wrong").textContent()).toMatch(/frobnicate/);
    expect(await button(t, "Run").isDisabled()).toBe(true);
    await text.fill(
      "_start:\n        ldi 5,r26\n        sh2add r26,r26,r26\n        be,l 0x100(sr2,r0),sr0,r31\n        ldi 1,r20\n",
    );
    await says(t, "4 instructions");
    const box = (await t.page.locator(".play-line").nth(2).boundingBox())!;
    await t.page.mouse.move(box.x + 120, box.y + box.height / 2);
    await t.page.locator(".play-doc").getByText("sh2add", { exact: false }).first().waitFor();
    await button(t, "Run").click();
    await says(t, "status 25");
    // the address holds it: another tab has the same
    expect(t.page.url()).toMatch(/#play\/z\./);
    const other = await (await tab()).open(new URL(t.page.url()).hash);
    await says(other, "4 instructions");
    expect(await other.page.getByLabel("Assembly program").inputValue()).toMatch(/sh2add/);
    await other.open("#play/z.damaged");
    await other.page.getByText("it is damaged").waitFor();
  });

  it("holds a program that never ends", async () => {
    const t = await (await tab()).open("#play");
    await says(t, "instructions");
    await t.page
      .getByLabel("Assembly program")
      .fill("_start:\n        ldi 1,r4\nhere:   b here\n        ldo 1(r4),r4\n");
    await says(t, "3 instructions");
    await button(t, "Run").click();
    await says(t, "It runs");
    await button(t, "Pause").click();
    await says(t, /Line [34] is next/);
    expect(Number.parseInt(await register(t, "r4"), 16)).toBeGreaterThan(1000);
    await button(t, "Step").click();
    await says(t, /Line [34] is next/);
    await button(t, "Run").click();
    await says(t, "It runs");
    await button(t, "From the start").click();
    await says(t, "Line 2 is next");
  });

  it("steps forwards and back, beyond the end and back again; stops at breakpoints", async () => {
    const t = await (await tab()).open("#play/slots");
    await says(t, "instructions");
    const lines = [5, 6, 7, 10, 11, 13, 14];
    for (const n of lines) {
      await button(t, "Step").click();
      await says(t, `Line ${n} is next`);
    }
    // line 7 was done, lines 8 and 11 were not
    expect(await register(t, "r26")).toBe("00000001");
    for (const n of lines.slice(0, -1).reverse()) {
      await button(t, "Step back").click();
      await says(t, `Line ${n} is next`);
    }
    await button(t, "Step").click();
    await button(t, "Step").click();
    await button(t, "Step").click();
    await says(t, "Line 10 is next");
    expect(await register(t, "r26")).toBe("00000001 changed");
    await button(t, "From the start").click();
    await says(t, "Line 5 is next.");
    await t.page.getByRole("button", { name: "Breakpoint in line 13" }).click();
    await button(t, "Run").click();
    await says(t, "Line 13 is next.");
    await button(t, "Run").click();
    await says(t, "status 1");
    await button(t, "Step back").click();
    await says(t, /Line \d+ is next, \d+ back/);
  });
});
