// Files in the page: a program, an archive and others dropped; looked at, taken out, removed.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { root } from "../tools.ts";
import { browser, canBrowse, type Tab } from "./browser.ts";

/** Drops files as the operating system's file manager would. */
async function drop(t: Tab, ...files: { name: string; data: Uint8Array }[]): Promise<void> {
  const given = files.map(({ name, data }) => ({ name, data: Buffer.from(data).toString("base64") }));
  await t.page.evaluate((given) => {
    const transfer = new DataTransfer();
    for (const { name, data } of given)
      transfer.items.add(new File([Uint8Array.from(atob(data), (c) => c.charCodeAt(0))], name));
    for (const type of ["dragover", "drop"])
      document.body.dispatchEvent(
        new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }),
      );
  }, given);
}

/** One file in a ustar archive. */
function tar(name: string, text: string): Buffer {
  const h = Buffer.alloc(512);
  h.write(name, 0);
  h.write("0000640\0", 100);
  h.write("0000000\0", 108);
  h.write("0000000\0", 116);
  h.write(`${text.length.toString(8).padStart(11, "0")}\0`, 124);
  h.write("00000000000\0", 136);
  h.fill(" ", 148, 156);
  h.write("0", 156);
  h.write("ustar\x0000", 257);
  h.write(
    `${h
      .reduce((a, b) => a + b, 0)
      .toString(8)
      .padStart(6, "0")}\0 `,
    148,
  );
  const data = Buffer.alloc(512);
  data.write(text);
  return Buffer.concat([h, data, Buffer.alloc(1024)]);
}

describe.skipIf(!canBrowse)("files", () => {
  const { tab } = browser();
  const contract = readFileSync(join(root, "userland/bin/contract"));

  it("a dropped parisc program offers to run, in a terminal of its own", async () => {
    const t = await (await tab()).open();
    await t.prompt();
    await drop(t, { name: "contract", data: contract });
    await t.page.getByRole("button", { name: "Run it" }).click();
    await t.page.getByRole("tab", { name: "contract" }).waitFor();
    await t.shows(/ended with status 2/);
    await t.page.getByRole("tab", { name: "console" }).click();
    expect(await t.run("/root/contract exit 7; echo $?")).toBe("7");
  });

  it("archives are unpacked, other files are there; damaged and foreign ones get a sentence", async () => {
    const t = await (await tab()).open();
    await t.prompt();
    await drop(
      t,
      { name: "a.tar", data: tar("inside/one", "first\n") },
      { name: "b.tgz", data: gzipSync(tar("two", "second\n")) },
      { name: "näme with blank", data: Buffer.from("plain\n") },
    );
    await t.page.getByText("näme with blank, 6 B").waitFor();
    expect(await t.run("cd /root; cat inside/one two n*k")).toBe("first\nsecond\nplain");
    const x86 = Buffer.alloc(64);
    x86.write("\x7fELF\x02\x01\x01", "latin1");
    x86[16] = 2;
    x86[18] = 62;
    await drop(
      t,
      { name: "damaged.tar.gz", data: Buffer.from([0x1f, 0x8b, 1, 2, 3]) },
      { name: "true", data: x86 },
    );
    await t.page.getByText("damaged.tar.gz did not get in: damaged gzip data").waitFor();
    await t.page.getByText("is a program for x86-64").waitFor();
    const torn = Buffer.concat([tar("three", "third").subarray(0, 700)]);
    torn.write("0".repeat(8), 148);
    await drop(t, { name: "torn.tar", data: torn });
    await t.page.getByText(/torn.tar did not get in: not a tar archive, or damaged/).waitFor();
    expect(await t.run("echo alive")).toBe("alive");
  });

  it("the files view shows folders, looks into files, takes out, removes", async () => {
    const t = await (await tab()).open();
    await t.prompt();
    expect(await t.run("mkdir -p /root/d; echo text of it > /root/d/note; echo ok")).toBe("ok");
    await t.page.getByRole("link", { name: "Files" }).click();
    await t.page.getByRole("button", { name: "d", exact: true }).click();
    await t.page.getByRole("button", { name: "note", exact: true }).click();
    await t.page.getByRole("dialog").getByText("text of it").waitFor();
    await t.page.keyboard.press("Escape");
    const download = t.page.waitForEvent("download");
    await t.page.getByRole("button", { name: "Take out note" }).click();
    expect(readFileSync(await (await download).path(), "utf8")).toBe("text of it\n");
    await drop(t, { name: "dropped", data: Buffer.from("x") });
    await t.page.getByRole("button", { name: "dropped", exact: true }).waitFor();
    t.page.on("dialog", (d) => void d.accept());
    await t.page.getByRole("button", { name: "Remove note" }).click();
    await t.page.getByRole("button", { name: "note", exact: true }).waitFor({ state: "detached" });
    // /proc is there, too; what cannot be read says why
    await t.page.getByLabel("Go to a folder").selectOption("/proc");
    await t.page.getByRole("button", { name: "cpuinfo", exact: true }).click();
    await t.page
      .getByRole("dialog")
      .getByText(/PA-RISC|PA7300/)
      .waitFor();
    await t.page.keyboard.press("Escape");
    await t.page.goto(`${t.url}#files/nosuch`);
    await t.page.getByText("/nosuch: ENOENT").waitFor();
  });
});
