// Loads, stores and semaphores of general registers: major opcodes 03, 10 … 1F. Floating-point ones: fp-memory.ts.
// Neighbours: insn.ts below, table.ts above. Semantics: core/semantics/memory.ts.
//
// Forms: a long displacement (14 bits), _x indexed (um: 1 = modify the base, 2 = scale the index),
// _s short displacement (am: 1 = modify; 0 there = address after, "ma"; 2 there = address before, "mb").
import { type Insn, insn } from "./insn.ts";

const SIZE_NAMES: Record<number, string> = { 1: "byte", 2: "halfword", 4: "word" };

const loads = (name: string, major: string, op: string, size: number): Insn[] => [
  insn(name, `${major} b:5 t:5 s:2 im14:14`, `${name} im14(s,b),t`, {
    load: size,
    does: `t = ${SIZE_NAMES[size]} at b + im14`,
  }),
  insn(`${name}_x`, `000011 b:5 x:5 s:2 u:1 0 ld:2 ${op} m:1 t:5`, `${name},um,ld x(s,b),t`, {
    load: size,
    does: `t = ${SIZE_NAMES[size]} at b + x (s: x scaled; m: address is b, and b += x)`,
  }),
  insn(`${name}_s`, `000011 b:5 im5:5 s:2 a:1 1 ld:2 ${op} m:1 t:5`, `${name},amo,ld im5(s,b),t`, {
    load: size,
    does: `t = ${SIZE_NAMES[size]} at b + im5 (ma: address is b, then b += im5; mb: b += im5 first)`,
  }),
];

const stores = (name: string, major: string, op: string, size: number): Insn[] => [
  insn(name, `${major} b:5 r:5 s:2 im14:14`, `${name} r,im14(s,b)`, {
    store: size,
    does: `${SIZE_NAMES[size]} at b + im14 = r`,
  }),
  insn(`${name}_s`, `000011 b:5 r:5 s:2 a:1 1 st:2 ${op} m:1 im5:5`, `${name},amo,st r,im5(s,b)`, {
    store: size,
    does: `${SIZE_NAMES[size]} at b + im5 = r (ma: address is b, then b += im5; mb: b += im5 first)`,
  }),
];

export const MEMORY: readonly Insn[] = [
  ...loads("ldb", "010000", "0000", 1),
  ...loads("ldh", "010001", "0001", 2),
  ...loads("ldw", "010010", "0010", 4),
  ...stores("stb", "011000", "1000", 1),
  ...stores("sth", "011001", "1001", 2),
  ...stores("stw", "011010", "1010", 4),
  insn("ldwm", "010011 b:5 t:5 s:2 im14:14", "ldw,modify im14(s,b),t", {
    load: 4,
    does: "t = word, b += im14: before the load if im14 is negative (mb), else after it (ma)",
  }),
  insn("stwm", "011011 b:5 r:5 s:2 im14:14", "stw,modify r,im14(s,b)", {
    store: 4,
    does: "word = r, b += im14: before the store if im14 is negative (mb), else after it (ma)",
  }),
  insn("ldwm_2", "010111 b:5 t:5 s:2 im11a:11 10 i:1", "ldw,modify2 im11a(s,b),t", {
    load: 4,
    since: "2.0",
    does: "t = word, b += im11a: after the load if im11a is negative (ma), else before it (mb)",
  }),
  insn("stwm_2", "011111 b:5 r:5 s:2 im11a:11 10 i:1", "stw,modify2 r,im11a(s,b)", {
    store: 4,
    since: "2.0",
    does: "word = r, b += im11a: after the store if im11a is negative (ma), else before it (mb)",
  }),
  insn("ldwa_x", "000011 b:5 x:5 00 u:1 0 ld:2 0110 m:1 t:5", "ldwa,um,ld x(b),t", {
    load: 4,
    privileged: true,
    does: "t = word at the absolute address b + x",
  }),
  insn("ldwa_s", "000011 b:5 im5:5 00 a:1 1 ld:2 0110 m:1 t:5", "ldwa,amo,ld im5(b),t", {
    load: 4,
    privileged: true,
    does: "t = word at the absolute address b + im5",
  }),
  insn("stwa_s", "000011 b:5 r:5 00 a:1 1 st:2 1110 m:1 im5:5", "stwa,amo,st r,im5(b)", {
    store: 4,
    privileged: true,
    does: "word at the absolute address b + im5 = r",
  }),
  insn("ldcw_x", "000011 b:5 x:5 s:2 u:1 0 co:2 0111 m:1 t:5", "ldcw,um,co x(s,b),t", {
    load: 4,
    store: 4,
    does: "t = word at b + x, which becomes 0, in one step",
  }),
  insn("ldcw_s", "000011 b:5 im5:5 s:2 a:1 1 co:2 0111 m:1 t:5", "ldcw,am,co im5(s,b),t", {
    load: 4,
    store: 4,
    does: "t = word at b + im5, which becomes 0, in one step",
  }),
  insn("stby_s", "000011 b:5 r:5 s:2 e:1 1 st:2 1100 m:1 im5:5", "stby,em,st r,im5(s,b)", {
    store: 4,
    does: "begin (b): bytes of r from the address to the end of its word; end (e): those before the address",
  }),
];
