// parisc boot: an archive or a folder as the root, its init as pid 1, and the ways a system ends.

import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { command, gcc, parisc, tool } from "../tools.ts";

const folder = mkdtempSync(join(tmpdir(), "parisc-boot-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const root = join(folder, "root");
const longName = `${"d".repeat(90)}/${"f".repeat(120)}`;

const INIT = `
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
static void show(const char *path) {
  struct stat s;
  char link[100] = "";
  if (lstat(path, &s)) { printf("%s is not there\\n", path); return; }
  if (S_ISLNK(s.st_mode)) link[readlink(path, link, 99)] = 0;
  printf("%.20s %o %d:%d %ld links %d %s\\n", path, s.st_mode, s.st_uid, s.st_gid, (long)s.st_mtime, (int)s.st_nlink, link);
}
int main(int argc, char **argv) {
  if (argc > 1 && !strcmp(argv[1], "poweroff")) { printf("off\\n"); fflush(stdout); reboot(RB_POWER_OFF); return 9; }
  if (argc > 1 && !strcmp(argv[1], "orphan")) {
    if (!fork()) { if (!fork()) { usleep(10000); _exit(5); } _exit(0); }
    int st, n = 0;
    while (wait(&st) > 0) n++;
    printf("reaped %d, the last with %d\\n", n, WEXITSTATUS(st));
    return 0;
  }
  printf("pid %d args %d\\n", getpid(), argc);
  if (argc == 1) { show("/file"); show("/hard"); show("/soft"); show("/dir"); show("/proc/1"); show("${"/dir/"}${longName}"); }
  return 42;
}`;

describe.skipIf(!gcc || !tool("tar"))("boot", () => {
  beforeAll(() => {
    mkdirSync(join(root, "dir", longName, ".."), { recursive: true });
    writeFileSync(join(folder, "init.c"), INIT);
    const built = command(gcc!, ["-O1", "-static", "-w", "-o", join(root, "init"), join(folder, "init.c")]);
    expect(built.stderr).toBe("");
    writeFileSync(join(root, "file"), "x");
    chmodSync(join(root, "file"), 0o4750);
    linkSync(join(root, "file"), join(root, "hard"));
    symlinkSync("file", join(root, "soft"));
    writeFileSync(join(root, "dir", longName), "deep");
    for (const name of ["file", "dir"]) utimesSync(join(root, name), 1000000, 1000000);
    for (const [format, name] of [
      ["pax", "pax.tar"],
      ["gnu", "gnu.tar"],
    ]) {
      const made = command(tool("tar")!, [
        `--format=${format}`,
        "--owner=7",
        "--group=8",
        "-C",
        root,
        "-cf",
        join(folder, name),
        ".",
      ]);
      expect(made.stderr).toBe("");
    }
    writeFileSync(join(folder, "pax.tar.gz"), gzipSync(readFileSync(join(folder, "pax.tar"))));
  });
  const boot = (rootfs: string, ...args: string[]) =>
    parisc(["boot", "--rootfs", join(folder, rootfs), ...args]);

  it.each(["pax.tar", "gnu.tar", "pax.tar.gz"])("unpacks %s with owners, modes, times and links", (name) => {
    const r = boot(name);
    expect(r.stderr).toBe("");
    expect(r.status).toBe(42);
    const lines = r.stdout.split("\n");
    expect(lines[0]).toBe("pid 1 args 1");
    expect(lines.slice(1, 4)).toEqual([
      "/file 104750 7:8 1000000 links 2 ",
      "/hard 104750 7:8 1000000 links 2 ",
      expect.stringMatching(/^\/soft 120777 7:8 \d+ links 1 file$/),
    ]);
    expect(lines[4]).toMatch(/^\/dir 40755 7:8 1000000 /);
    expect(lines[5]).toMatch(/^\/proc\/1 40555 0:0 /);
    expect(lines[6]).toMatch(/^\/dir\/d+ 100644 7:8/);
  });

  it("runs from a folder, the named program with arguments", () => {
    const r = boot("root", "/init", "one", "two");
    expect({ status: r.status, stdout: r.stdout }).toEqual({ status: 42, stdout: "pid 1 args 3\n" });
  });

  it("ends with status 0 when init powers off", () => {
    const r = boot("pax.tar", "/init", "poweroff");
    expect({ status: r.status, stdout: r.stdout }).toEqual({ status: 0, stdout: "off\n" });
  });

  it("gives orphans to init", () => {
    expect(boot("pax.tar", "/init", "orphan").stdout).toBe("reaped 2, the last with 5\n");
  });

  it("refuses what is no archive with a sentence", () => {
    writeFileSync(join(folder, "bad.tar"), Buffer.alloc(2048, 1));
    const r = boot("bad.tar");
    expect(r.status).toBe(2);
    expect(r.stderr).toMatch(/^parisc: not a tar archive/);
    expect(boot("absent.tar").stderr).toContain("there is no such file");
  });
});
