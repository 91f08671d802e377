// docs/instructions.md is what the table says now.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { instructionsMarkdown } from "../../emulator/disasm/document.ts";

test("docs/instructions.md is up to date (node tools/docs-instructions.mjs)", () => {
  const file = readFileSync(join(import.meta.dirname, "../../docs/instructions.md"), "utf8");
  expect(file).toBe(instructionsMarkdown());
});
