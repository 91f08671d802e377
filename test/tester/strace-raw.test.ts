// strace parsed back: no raw number where a name exists, in what the built programs do (tools/strace-raw.mjs looks; for more
// programs see its head).

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { command, parisc, root } from "../tools.ts";

const top = mkdtempSync(join(tmpdir(), "parisc-raw-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));
const look = (file: string) => command(process.execPath, [join(root, "tools/strace-raw.mjs"), file]);

it.each([
  ["story", ["dummy,name=eth0", "dummy,name=eth1", "failover,name=net0"], []],
  ["race-hotplug", ["failover,name=net0"], ["race"]],
  ["race-bind", ["dummy,name=eth0", "dummy,name=eth1"], ["turns"]],
])("%s", (program, net, args) => {
  const file = join(top, `${program}.json`);
  const devices = net.flatMap((n) => ["--net", n]);
  const path = join(root, "userland/bin", program);
  parisc(["run", "--clock", "virtual", ...devices, "--strace-json", "--strace-file", file, path, ...args]);
  const r = look(file);
  expect(r.stdout).toMatch(/^[1-9]\d+ calls, 0 kinds of raw numbers\n$/);
  expect(r.status).toBe(0);
});

it("finds one", () => {
  const call = { type: "syscall", name: "socket", kinds: ["sock_domain", "size"], args: ["46", "3"] };
  const file = join(top, "raw.json");
  writeFileSync(file, JSON.stringify(call));
  expect(look(file).stdout).toContain("socket sock_domain: 46");
  expect(look(file).status).toBe(1);
});
