// docs/sockopts.md is what the rows say now, and every SO_ of the header has a row.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SOL_SOCKET_ROWS } from "../../kernel/net/core/sockopt_socket.ts";
import { SOCKOPT_LEVELS, sockoptsMarkdown } from "../../kernel/net/document.ts";
import * as S from "../../kernel/uapi/asm/socket.ts";

test("docs/sockopts.md is up to date (node tools/docs-sockopts.mjs)", () => {
  const file = readFileSync(join(import.meta.dirname, "../../docs/sockopts.md"), "utf8");
  expect(file).toBe(sockoptsMarkdown());
});

test("every option of parisc's asm/socket.h is a row", () => {
  const numbers = new Set(SOL_SOCKET_ROWS.map((r) => r.optname));
  const missing = Object.entries(S).filter(
    ([name, n]) => name.startsWith("SO_") && !numbers.has(n as number),
  );
  expect(missing).toEqual([]);
});

test("a name stands for one option of its level", () => {
  for (const level of SOCKOPT_LEVELS) {
    const names = level.rows.map((r) => r.name);
    expect(names.length).toBe(new Set(names).size);
  }
});
