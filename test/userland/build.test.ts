// The programs in userland/bin are what the sources give: rebuilt, they are the same bytes.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { command, gcc, root } from "../tools.ts";

it.skipIf(!gcc)("userland/bin is what userland/build makes", () => {
  const out = mkdtempSync(join(tmpdir(), "parisc-build-"));
  try {
    const r = command("sh", [join(root, "userland/build"), out]);
    expect([r.status, r.stderr.replace(/.*infinite recursion[\s\S]*?~\n/g, "")]).toEqual([
      0,
      expect.anything(),
    ]);
    const kept = join(root, "userland/bin");
    expect(readdirSync(out).sort()).toEqual(readdirSync(kept).sort());
    for (const name of readdirSync(out)) {
      expect(readFileSync(join(out, name)).equals(readFileSync(join(kept, name))), name).toBe(true);
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
