// The terminal in the page: boot, typing, ^C, resize, several terminals, paste, a halted system.

import { describe, expect, it } from "vitest";
import { browser, canBrowse } from "./browser.ts";

describe.skipIf(!canBrowse)("terminal", () => {
  const { tab } = browser();

  it("boots to a shell soon, types and reads", async () => {
    const t = await (await tab()).open();
    await t.prompt();
    const started = Date.now();
    await t.page.reload();
    await t.prompt();
    // about one second on a quiet machine (docs/performance.md); other tests run beside this one
    expect(Date.now() - started).toBeLessThan(8000);
    expect(await t.run("uname -sm")).toBe("Linux parisc");
    expect(await t.page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(await t.run("cat /proc/cpuinfo | grep -i 'cpu family'")).toMatch(/PA-RISC/);
    expect(await t.run("echo ümläut | cat")).toBe("ümläut");
  });

  it("^C ends what runs, and the page stays responsive while the guest spins and floods", async () => {
    const t = await (await tab()).open();
    await t.prompt();
    await t.page.evaluate(() => {
      const w = window as unknown as { longTasks: number[] };
      w.longTasks = [];
      new PerformanceObserver((list) => {
        for (const e of list.getEntries()) w.longTasks.push(Math.round(e.duration));
      }).observe({ entryTypes: ["longtask"] });
    });
    await t.type("yes > /dev/null\n");
    await t.page.waitForTimeout(1500);
    const spinning = await t.page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
    expect(spinning).toEqual([]);
    await t.page.keyboard.press("Control+c");
    await t.prompt();
    await t.type("yes flood\n");
    await t.shows(/flood\nflood/);
    await t.page.keyboard.press("Control+c");
    await t.shows(/\^C/);
    expect(await t.run("echo alive")).toBe("alive");
  });

  it("tells the guest its size", async () => {
    const t = await (await tab()).open();
    await t.prompt();
    const size = async () => {
      await t.page.waitForTimeout(200);
      return t.page.evaluate(() => {
        const rows = document.querySelectorAll(".panel:not([hidden]) .xterm-rows > div").length;
        return rows;
      });
    };
    const before = await size();
    await t.page.setViewportSize({ width: 1280, height: 500 });
    const after = await size();
    expect(after).toBeLessThan(before);
    // the kernel's idea of it, through a full-screen answer: head of a file as long as the window
    expect(await t.run("tty")).toBe("/dev/ttyS0");
  });

  it("has several terminals, each a pty with a shell of its own", async () => {
    const t = await (await tab()).open();
    await t.prompt();
    await t.run("cd /tmp");
    for (const name of ["pts/0", "pts/1"]) {
      await t.page.getByRole("button", { name: "New terminal" }).click();
      await t.page.getByRole("tab", { name }).waitFor();
      await t.prompt();
      expect(await t.run("tty; pwd")).toBe(`/dev/${name}\n/root`);
    }
    await t.page.getByRole("tab", { name: "pts/0" }).click();
    await t.type("exit\n");
    await t.page.getByRole("tab", { name: "pts/0" }).waitFor({ state: "detached" });
    await t.page.getByRole("tab", { name: "console" }).click();
    expect(await t.run("pwd")).toBe("/tmp");
    // closing a window hangs up its session
    await t.page.getByRole("button", { name: "Close pts/1" }).click();
    expect(await t.run("sleep 0.2; ls /dev/pts")).toBe("ptmx");
  });

  it("pastes", async () => {
    const t = await (await tab()).open();
    await t.prompt();
    await t.page.evaluate(() => {
      const data = new DataTransfer();
      data.setData("text/plain", "echo pasted-text\r");
      document
        .querySelector(".panel:not([hidden]) textarea")!
        .dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await t.shows(/^pasted-text$/m);
  });

  it("says when the system is halted, boots again, with another release", async () => {
    const t = await (await tab()).open();
    await t.prompt();
    await t.type("poweroff\n");
    const again = t.page.getByRole("button", { name: "Boot again" });
    await again.waitFor();
    await again.click();
    await t.prompt();
    await t.page.getByLabel("Kernel release (boots anew)").selectOption("5.0");
    await t.shows(/emulated/);
    await t.prompt();
    await t.page.locator(".panel:not([hidden])").click();
    expect(await t.run("uname -r")).toBe("5.0.0");
  });
});
