// The seed's own story on every release and commit that changes it. Golden files: test/userland/golden/story-*.txt; to accept a
// change, run the command below with > into the file.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parisc, root } from "../tools.ts";

const golden = join(root, "test/userland/golden");
const NET = ["--net", "dummy,name=eth0", "--net", "dummy,name=eth1", "--net", "failover,name=net0"];
const releases = readdirSync(golden)
  .map((file) => /^story-(.*)\.txt$/.exec(file)?.[1])
  .filter((release) => release !== undefined);

it("has its releases", () => {
  expect(releases.sort()).toEqual([
    "5.0",
    "5.0+8065a779f1",
    "5.0+f5dd3d0c96",
    "5.1",
    "5.1-8065a779f1",
    "6.1",
    "6.2",
  ]);
});

for (const engine of ["interpreter", "jit"]) {
  it.each(releases)(`the story on %s, ${engine}`, (release) => {
    const r = parisc([
      "run",
      "--engine",
      engine,
      "--kernel",
      release,
      ...NET,
      join(root, "userland/bin/story"),
    ]);
    expect(r.stderr).toBe("");
    expect(r.stdout).toBe(readFileSync(join(golden, `story-${release}.txt`), "latin1"));
    expect(r.status).toBe(0);
  });
}
