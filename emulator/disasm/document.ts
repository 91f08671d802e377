// docs/instructions.md out of the table. Neighbours: isa/ below; tools/docs-instructions.mjs above.
import { ABSENT } from "../isa/absent.ts";
import { ALIASES, SPELLINGS } from "../isa/aliases.ts";
import { ALU } from "../isa/alu.ts";
import { BRANCH } from "../isa/branch.ts";
import { CONDITIONS } from "../isa/conditions.ts";
import { FP } from "../isa/fp.ts";
import { FP_MEMORY } from "../isa/fp-memory.ts";
import type { Insn } from "../isa/insn.ts";
import { MEMORY } from "../isa/memory.ts";
import { SHIFT } from "../isa/shift.ts";
import { SYSTEM } from "../isa/system.ts";
import { WIDE } from "../isa/wide.ts";

const FAMILIES: readonly [string, readonly Insn[]][] = [
  ["Arithmetic and logic", ALU],
  ["Shift, extract, deposit", SHIFT],
  ["Memory", MEMORY],
  ["Branches", BRANCH],
  ["System", SYSTEM],
  ["Floating-point memory", FP_MEMORY],
  ["Floating point", FP],
  ["64-bit registers (illegal on this machine)", WIDE],
  ["Other units and formats (absent: assist emulation trap)", ABSENT],
];

const cell = (text: string) => text.replaceAll("|", "\\|");
const code = (text: string) => (text ? `\`${cell(text)}\`` : "");

/** The syntax as a person writes it: names of completer fields become what they stand for. */
export function syntax(row: Insn): string {
  const space = row.syntax.indexOf(" ");
  const head = space < 0 ? row.syntax : row.syntax.slice(0, space);
  const isField = (t: string) =>
    row.fields.some((f) => f.name === t) || ["amo", "modify", "modify2"].includes(t);
  const names: Record<string, string> = {
    cf: "cond",
    c: "cond",
    um: "{m,s,sm}",
    am: "{ma,mb}",
    amo: "{ma,mb,o}",
    em: "{b,m e e,m}",
    ab: "{ma,mb}",
    ld: "hint",
    st: "hint",
    co: "co",
    modify: "{ma,mb}",
    modify2: "{ma,mb}",
    n5: "n",
    yt: "target",
  };
  const completers = head
    .split(",")
    .slice(1)
    .map((t) => (isField(t) ? `[,${names[t] ?? t}]` : `,${t}`));
  return row.mnemonic + completers.join("") + (space < 0 ? "" : row.syntax.slice(space));
}

/** What else is to be known of a row, in a few words. */
export function facts(row: Insn): string {
  return [
    row.since && `PA ${row.since}`,
    row.privileged && "privileged",
    row.branch && "branch",
    row.nullifies && "nullifies",
    row.traps && "traps",
    row.load && `loads ${row.load}`,
    row.store && `stores ${row.store}`,
    row.cond?.name.replace("_cond", " cond.").replaceAll("_", " "),
  ]
    .filter(Boolean)
    .join(", ");
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [
    `| ${head.join(" | ")} |`,
    `|${" --- |".repeat(head.length)}`,
    ...rows.map((r) => `| ${r.join(" | ")} |`),
  ].join("\n");

/** The whole file. */
export function instructionsMarkdown(): string {
  const parts = [
    "# Instructions\n\nGenerated from the table in `emulator/isa` by `node tools/docs-instructions.mjs`; do not edit.\n\n" +
      "A diagram reads from the most significant bit: literal bits, and pieces `name:width`. How pieces make fields " +
      "(displacements have their sign at the right end) is in `emulator/isa/fields.ts`. " +
      "`[,x]` may be left out. `s` in an address is a space register, mostly left out.",
  ];
  for (const [title, rows] of FAMILIES)
    parts.push(
      `## ${title}\n\n${table(
        ["instruction", "syntax", "bits", "what it does", "facts"],
        rows.map((row) => [
          row.name,
          code(syntax(row)),
          code(row.bits),
          cell(row.does ?? ""),
          cell(facts(row)),
        ]),
      )}`,
    );
  parts.push(
    `## Conditions\n\nBy the value of the condition field; the four-bit field \`cf\` is the condition \`c\`, then a bit that negates it.\n\n${table(
      ["family", "completers"],
      CONDITIONS.map((c) => [c.name, c.names.map((n, i) => `${i}: ${n ? code(n) : "·"}`).join(" ")]),
    )}`,
    `## Other names\n\nThe disassembler prints these for one form of an instruction:\n\n${table(
      ["name", "syntax", "means"],
      ALIASES.map((row) => [row.name, code(row.syntax), cell(row.does ?? "")]),
    )}\n\nThe assembler also takes these, most of them the mnemonics of PA-RISC 1.x:\n\n${table(
      ["syntax", "instruction"],
      SPELLINGS.map((row) => [code(row.syntax), row.name]),
    )}`,
  );
  return `${parts.join("\n\n")}\n`;
}
