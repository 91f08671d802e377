// What there is to see of a process and a system: registers, code, stack, memory, maps. Looking changes nothing: pages that
// the program has not touched are not brought in. Above: machine.ts. Below: the kernel, emulator/disasm.

import { disassemble } from "../../emulator/disasm/disassemble.ts";
import { CR } from "../../emulator/index.ts";
import { CONTEXT } from "../../emulator/isa/state.ts";
import {
  get_fr,
  get_psw,
  R_GR,
  R_IAOQ0,
  R_IAOQ1,
  R_IASQ0,
  R_IASQ1,
  R_SR,
  task_pt_regs,
} from "../../kernel/arch/parisc/pt_regs.ts";
import { symbol_at } from "../../kernel/exec/symbols.ts";
import { proc_pid_maps } from "../../kernel/fs/proc/task_mmu.ts";
import type { Kernel } from "../../kernel/index.ts";
import { lookUser } from "../../kernel/mm/uaccess.ts";
import type { task_struct } from "../../kernel/task/task.ts";
import type { CodeLine, MapLine, MemoryRow, ProcessLook } from "../machine/protocol.ts";

const R_CR = (CR - CONTEXT) >> 2;
/** Instructions shown before and behind the present one. */
const BEFORE = 12;
const BEHIND = 36;
/** Bytes of the stack shown below its end, and above (it grows upwards; arguments lie below sp). */
const STACK = 256;
const ABOVE = 32;
const MEMORY = 256;
const ROW = 16;
/** A function's name is looked for at each line; its offset is cut off. */
const START = /^(.*)\+0x0$|^([^+]+)$/;

function rows(t: task_struct, address: number, length: number): MemoryRow[] {
  const found: MemoryRow[] = [];
  for (let at = address; at < address + length; at += ROW) {
    const bytes = new Uint8Array(ROW);
    const n = t.mm ? lookUser(t.mm, at >>> 0, bytes) : 0;
    found.push({ address: at >>> 0, bytes: Array.from(bytes, (b, i) => (i < n ? b : -1)) });
  }
  return found;
}

function code(t: task_struct, pc: number): CodeLine[] {
  const lines: CodeLine[] = [];
  const word = new Uint8Array(4);
  for (let at = pc - 4 * BEFORE; at <= pc + 4 * BEHIND; at += 4) {
    const address = at >>> 0;
    if (!t.mm || lookUser(t.mm, address, word) < 4) continue;
    const w = ((word[0] << 24) | (word[1] << 16) | (word[2] << 8) | word[3]) >>> 0;
    const m = START.exec(symbol_at(t, address) ?? "");
    lines.push({
      address,
      word: w,
      text: disassemble(w, address, { source: true }),
      symbol: m?.[1] ?? m?.[2] ?? "",
    });
  }
  return lines;
}

function maps(t: task_struct): MapLine[] {
  return proc_pid_maps(t, t)
    .split("\n")
    .flatMap((line) => {
      const m = /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+\s*(.*)$/.exec(line);
      if (!m) return [];
      return [{ start: Number.parseInt(m[1], 16), end: Number.parseInt(m[2], 16), prot: m[3], name: m[4] }];
    });
}

/** memory: an address to look at. */
export function inspect(kernel: Kernel, t: task_struct, memory: number | null): ProcessLook {
  const r = task_pt_regs(t);
  // on the gateway page, which has no code of its own here: the place it was called from
  const inKernel = t.in_syscall || r[R_IASQ0] === 0;
  const pc = ((inKernel ? r[R_GR + 31] : r[R_IAOQ0]) & ~3) >>> 0;
  const nr = r[R_GR + 20];
  const fr: number[] = [];
  for (let i = 0; i < 32; i++) fr.push(...get_fr(r, i));
  const sp = r[R_GR + 30] & ~(ROW - 1);
  return {
    pid: t.pid,
    comm: t.comm,
    call: inKernel ? (kernel.syscall_table.rows.find((row) => row.nr === nr)?.name ?? `number ${nr}`) : "",
    symbol: symbol_at(t, pc) ?? "",
    pc,
    gr: Array.from(r.subarray(R_GR, R_GR + 32)),
    sr: Array.from(r.subarray(R_SR, R_SR + 8)),
    cr: Array.from(r.subarray(R_CR, R_CR + 32)),
    fr,
    psw: get_psw(r),
    iaoq: [r[R_IAOQ0], r[R_IAOQ1]],
    iasq: [r[R_IASQ0], r[R_IASQ1]],
    code: code(t, pc),
    stack: rows(t, sp - STACK, STACK + ABOVE).reverse(),
    memory: memory === null ? [] : rows(t, memory & ~(ROW - 1), MEMORY),
    maps: maps(t),
  };
}
