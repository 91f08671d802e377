// Guests that take all they can get: Linux's errno or the OOM killer stops them, and the system goes on. What each is
// told is Linux's (fork.c set_max_threads, mmap's 65530 areas, inotify's 16384 events …). Above: npm test. Below:
// programs/bad.c.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { command, gcc, parisc, root } from "../tools.ts";

const CASES: [name: string, memory: string, says: string][] = [
  ["bomb", "64M", "the group is No such process"],
  ["bomb-user", "64M", "the group is No such process"],
  ["memory", "64M", "the hog: signal 9"],
  ["descriptors", "64M", "Too many open files after 1021"],
  [
    "paths",
    "64M",
    "depth 300, getcwd: a name, long name: File name too long, circle: Too many levels of symbolic links, 41 links: Too many levels of symbolic links",
  ],
  ["arguments", "256M", "100 MB in one: Argument list too long, in a million: Argument list too long"],
  ["maps", "64M", "Cannot allocate memory after 65 thousand and some, unmapped: 0"],
  ["signals", "64M", "Resource temporarily unavailable, all came"],
  ["threads", "64M", "Resource temporarily unavailable after nearly 512, all joined"],
  [
    "vectors",
    "64M",
    "1025 parts: Invalid argument, 4 GB: some taken, 2 GB: Resource temporarily unavailable",
  ],
  ["pipes", "64M", "Too many open files, all filled"],
  ["tmpfs", "64M", "No space left on device, then 1048576"],
  ["watches", "64M", "16385 events, 1 overflow"],
];

const out = mkdtempSync(join(tmpdir(), "parisc-bad-"));
const binary = join(out, "bad");
afterAll(() => rmSync(out, { recursive: true, force: true }));

describe.skipIf(!gcc)("bad guests", () => {
  beforeAll(() => {
    const source = join(root, "test/kernel/programs/bad.c");
    command(gcc!, ["-O1", "-w", "-static", "-pthread", "-o", binary, source]);
  });

  for (const [name, memory, says] of CASES)
    it(name, { timeout: 60_000 }, () => {
      const r = parisc(["run", "--clock", "virtual", "--memory", memory, binary, name], { cwd: out });
      expect(r.stdout + r.stderr).toBe(`${says}\na child: 7\n`);
    });
});
