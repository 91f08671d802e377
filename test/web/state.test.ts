// A kept state: the system goes on after a reload, with its programs, files and terminals.

import { describe, expect, it } from "vitest";
import { browser, canBrowse, type Tab } from "./browser.ts";

const keep = async (t: Tab) => {
  await t.page.locator(".state").click();
  await t.page.getByRole("button", { name: "Keep", exact: true }).click();
  await t.page.getByText("The state is kept").waitFor();
  await t.page.keyboard.press("Escape");
};

describe.skipIf(!canBrowse)("state", () => {
  const { tab, context } = browser();

  it("survives a reload, can be kept again, and is forgotten", async () => {
    const t = await (await tab({ context: await context() })).open();
    await t.prompt();
    await t.run("cd /tmp; echo kept > file; X=shell-variable; sleep 1000 & true");
    await t.page.getByRole("button", { name: "New terminal" }).click();
    await t.page.getByRole("tab", { name: "pts/0" }).waitFor();
    await t.prompt();
    await t.run("Y=second-shell");
    await keep(t);
    await t.page.reload();
    await t.page.getByText("The system goes on from where it was kept").waitFor();
    // what was on the screen is there again, and the shell goes on
    await t.page.getByRole("tab", { name: "console" }).click();
    await t.shows(/to-/);
    expect(await t.run("echo $X; cat file; pwd; jobs | grep -c sleep")).toBe("shell-variable\nkept\n/tmp\n1");
    await t.page.getByRole("tab", { name: "pts/0" }).click();
    expect(await t.run("echo $Y")).toBe("second-shell");
    await t.run("Z=third");
    await keep(t);
    await t.page.reload();
    await t.page.getByText("The system goes on from where it was kept").waitFor();
    await t.page.getByRole("tab", { name: "pts/0" }).click();
    expect(await t.run("echo $Y $Z")).toBe("second-shell third");
    await t.page.locator(".state").click();
    await t.page.getByRole("button", { name: "Forget it" }).click();
    await t.page.getByText("Nothing is kept now").waitFor();
    await t.page.reload();
    await t.prompt();
    expect(await t.run("ls /tmp | wc -l")).toBe("0");
  });

  it("a damaged state is a sentence, and a new system can be booted", async () => {
    const t = await (await tab({ context: await context() })).open();
    await t.prompt();
    await keep(t);
    await t.page.evaluate(
      () =>
        new Promise<void>((resolve, reject) => {
          const open = indexedDB.open("parisc");
          open.onerror = () => reject(open.error);
          open.onsuccess = () => {
            const states = open.result.transaction("states", "readwrite").objectStore("states");
            const got = states.get("kept");
            got.onsuccess = () => {
              got.result.recording.fill(0, 100);
              states.put(got.result, "kept").onsuccess = () => resolve();
            };
          };
        }),
    );
    await t.page.reload();
    await t.page.getByText(/The system does not boot: .*recording/).waitFor();
    await t.page.getByRole("button", { name: "Boot anew" }).first().click();
    await t.prompt();
  });
});
