// --report: what a program asked for in vain, by family, with who asked. Above: npm test. Below: kernel/trace/report.ts.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ungranted } from "../../kernel/trace/report.ts";
import { command, gcc, parisc, root } from "../tools.ts";

const out = mkdtempSync(join(tmpdir(), "parisc-report-"));
const binary = join(out, "asks");
afterAll(() => rmSync(out, { recursive: true, force: true }));

describe.skipIf(!gcc)("report", () => {
  beforeAll(() => {
    command(gcc!, ["-O1", "-w", "-static", "-o", binary, join(root, "test/kernel/programs/asks.c")]);
  });

  it("has every family once, and nothing that was no gap", () => {
    parisc(["run", "--report-file", join(out, "r.json"), binary], { cwd: out });
    const { ungranted } = JSON.parse(readFileSync(join(out, "r.json"), "utf8")) as { ungranted: Ungranted[] };
    expect(ungranted.map((r) => `${r.count} ${r.kind}: ${r.what} = ${r.answer}`)).toEqual([
      "2 syscall: quotactl = ENOSYS",
      "1 syscall: 4000 = ENOSYS",
      "1 ioctl: _IOC(_IOC_READ, 0x7a, 0x7f, 0x4) = ENOTTY",
      "1 socket option: getsockopt SOL_TCP 77 = ENOPROTOOPT",
      "1 socket: socket(AF_TIPC, SOCK_STREAM, 0) = EAFNOSUPPORT",
      "1 path: /proc/sys/kernel/nothing_like_that = ENOENT",
      "1 path: /proc/PID/unheard_of = ENOENT",
      "1 path: /sys/power_of_love = ENOENT",
      "1 file system: btrfs = ENODEV",
      "1 operation: prctl 0x3039 = EINVAL",
      "1 flag: pipe2 0x40000000 = EINVAL",
      "1 netlink: RTM_NEWLINK 300 = passed over",
      "1 netlink: 416 = EOPNOTSUPP",
    ]);
    const [quota] = ungranted[0].callers;
    expect(quota).toMatchObject({ comm: "asks", symbol: "syscall", from: "wants_quota", count: 2 });
  });

  it("says so when there was nothing", () => {
    const r = parisc(["run", "--report", join(root, "userland/bin/contract"), "exit", "3"]);
    expect(r).toMatchObject({ status: 3, stderr: "Nothing was asked for in vain.\n" });
  });
});
