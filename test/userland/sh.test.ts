// The small shell (userland/sh): words, pipelines, statuses, files; and init with it as a whole system.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { parisc, root } from "../tools.ts";

const folder = mkdtempSync(join(tmpdir(), "parisc-sh-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Standard output, standard error and status of a line. */
function sh(line: string) {
  const { stdout, stderr, status } = parisc(["run", join(root, "userland/bin/sh"), "-c", line]);
  return { stdout, stderr, status };
}

it.each([
  ["echo a 'b  c' \"d $HOME_\" \\$x", "a b  c d  $x\n"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
  ["X=5; echo $X ${X}y '$X' $?", "5 5y $X 0\n"],
  ["false && echo no || echo yes; true && echo and", "yes\nand\n"],
  [
    "seq 1 20 | grep 1 | tail -n 2; seq 3 | wc -l; seq 20 | grep -c 1; Q=1 | cat; echo .$Q",
    "18\n19\n3\n11\n.\n",
  ],
  [
    "mkdir /tmp/d; cd /tmp/d; echo one > f; echo two >> f; cat < f; ls; cat nosuch 2> e; cat e",
    "one\ntwo\nf\ncat: nosuch: no such file\n",
  ],
  ["cd /tmp; mkdir -p a/b; touch a/b/c a/b/d; echo a/b/*; rm -r a; echo a*", "a/b/c a/b/d\na*\n"],
  ["[ -d /tmp ] && test 2 -gt 1 && [ a != b ] && echo so", "so\n"],
  [
    "cd /tmp; echo 'echo script $?' > s; chmod +x s; false; ./s; ls -l s | head -n 1 | wc -w",
    "script 0\n6\n",
  ],
])("%s", (line, stdout) => {
  expect(sh(line)).toEqual({ stdout, stderr: "", status: 0 });
});

it("statuses are a shell's", () => {
  expect(sh("nosuch").status).toBe(127);
  expect(sh("cat /nosuch").status).toBe(1);
  expect(sh("sh -c 'kill -9 $$'").status).toBe(137);
  expect(sh("echo 'no end").status).toBe(2);
  expect(sh("ifconfig nosuch")).toEqual({
    stdout: "",
    stderr: "ifconfig: nosuch: no such device\n",
    status: 1,
  });
});

it("is init of a system without BusyBox", async () => {
  // @ts-expect-error: plain JavaScript
  const { buildRootfs } = await import("../../tools/rootfs.mjs");
  const tar = join(folder, "rootfs.tar");
  buildRootfs(tar, { busybox: null });
  const r = parisc(["boot", "--rootfs", tar], {
    input: "ls /bin/cat\nping -c 1 127.0.0.1 | head -n 1\npoweroff\n",
  });
  expect(r.status).toBe(0);
  expect(r.stdout).toMatch(/^Linux\/parisc.*\n\/bin\/cat\n64 bytes from 127\.0\.0\.1: seq=0 ttl=64/s);
});
