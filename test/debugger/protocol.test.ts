// The debugger without gdb: each kind of stop, exactly where it is due, on both engines, forwards and backwards; and packets
// that are none.

import { describe, expect, it } from "vitest";
import { Client, start } from "./rig.ts";

/** Loops, branches with delay slots and nullification, stores, a system call in each round. */
const PROGRAM = `
_start:
    ldi 0,%r5
    ldil L%data,%r4
    ldo R%data(%r4),%r4
loop:
    ldo 1(%r5),%r5
    stw %r5,0(%r4)
stored:
    stb %r5,5(%r4)
    bl function,%r2
slot:
    ldo 2(%r5),%r6
    comib,=,n 2,%r5,skip
    ldi 1,%r7
skip:
    comclr,<> %r5,%r0,%r0
nullified:
    ldi 9,%r8
    ldw 0(%r4),%r9
    be,l 0x100(%sr2,%r0),%sr0,%r31
    ldi 20,%r20
called:
    comib,> 6,%r5,loop
    nop
    copy %r5,%r26
    be,l 0x100(%sr2,%r0),%sr0,%r31
    ldi 1,%r20
function:
    ldw -3(%r2),%r10
    bv %r0(%r2)
    add %r5,%r6,%r11
data:
    .word 0, 0, 0, 0
`;

const STEP = "vCont;s:p2.2;c";
const CONTINUE = "vCont;c";

describe.each(["interpreter", "jit"] as const)("under the debugger, %s", (engine) => {
  it("a program is the same, instruction for instruction", async () => {
    const pcs: number[] = [];
    const guest = await start(PROGRAM, engine, undefined, (e) => {
      if (e.type === "insn" && !e.nullified) pcs.push(e.pc);
    });
    await guest.system.run();
    const { insns, moment } = guest.system.kernel.sched;
    const c = await Client.attach(PROGRAM, engine);
    await c.point("Z0", "function");
    await c.point("Z2", "data");
    let stops = 0;
    let last = "";
    for (; !last.startsWith("W"); stops++) last = await c.ask(CONTINUE);
    expect(last).toBe("W06;process:2");
    // six stores, six calls, the end
    expect(stops).toBe(13);
    const { sched } = c.guest.system.kernel;
    expect([sched.insns, sched.moment]).toEqual([insns, moment]);
    expect(pcs.length).toBeGreaterThan(60);
  });

  it("steps go where the program goes, and back the same way", async () => {
    const expected: number[] = [];
    const guest = await start(PROGRAM, engine, undefined, (e) => {
      // an instruction that met a page fault comes twice
      if (e.type === "insn" && e.pc !== expected[expected.length - 1]) expected.push(e.pc);
    });
    await guest.system.run();
    const c = await Client.attach(PROGRAM, engine);
    const seen: number[][] = [await c.registers()];
    for (;;) {
      const reply = await c.ask(STEP);
      if (reply.startsWith("W")) break;
      expect(reply).toMatch(/^T05/);
      seen.push(await c.registers());
      if (seen.length === 61) break;
    }
    const pcs = seen.map((r) => (r[33] & ~3) >>> 0);
    // a nullified instruction is a step of its own
    expect(pcs).toEqual(expected.slice(0, 61));
    await c.ask("Hcp2.2");
    for (let i = 59; i >= 0; i--) {
      expect(await c.ask("bs")).toMatch(/^T05/);
      expect([i, await c.registers()]).toEqual([i, seen[i]]);
    }
    expect(await c.ask("bc")).toContain("replaylog:begin");
    for (let i = 1; i < 61; i++) {
      await c.ask(STEP);
      expect([i, await c.registers()]).toEqual([i, seen[i]]);
    }
    expect(await c.ask(CONTINUE)).toBe("W06;process:2");
  });

  it("breakpoints: in a delay slot, not at a nullified instruction, unseen by the program", async () => {
    const c = await Client.attach(PROGRAM, engine);
    await c.point("Z0", "slot");
    await c.point("Z1", "nullified");
    const word = await c.ask(`m${c.at("slot").toString(16)},4`);
    for (let round = 1; round <= 6; round++) {
      expect(await c.ask(CONTINUE)).toContain("swbreak:;");
      const r = await c.registers();
      expect([r[33] & ~3, r[35] & ~3, r[5]]).toEqual([c.at("slot"), c.at("function"), round]);
    }
    // the function loads the instruction behind the slot; that of the slot itself is as it was, too
    expect(await c.ask(`m${c.at("slot").toString(16)},4`)).toBe(word);
    expect(await c.ask(CONTINUE)).toBe("W06;process:2");
  });

  it("a program reads its own code as it is", async () => {
    const c = await Client.attach(PROGRAM, engine);
    // what the function loads is at its return address, behind the delay slot
    const behind = c.at("slot") + 4;
    const word = await c.ask(`m${behind.toString(16)},4`);
    await c.ask(`Z0,${behind.toString(16)},4`);
    for (let round = 1; round <= 3; round++) {
      await c.ask(CONTINUE);
      const r = await c.registers();
      expect([(r[33] & ~3) >>> 0, r[10].toString(16).padStart(8, "0")]).toEqual([behind, word]);
    }
  });

  it("watchpoints: before the access, to the byte, by kind", async () => {
    const c = await Client.attach(PROGRAM, engine);
    const data = c.at("data");
    const watch = `watch:${data.toString(16)};`;
    await c.point("Z2", "data", 4);
    for (let round = 1; round <= 3; round++) {
      expect(await c.ask(CONTINUE)).toContain(`;${watch}`);
      expect(await c.pc()).toBe(c.at("stored") - 4);
      expect(await c.ask(`m${data.toString(16)},4`)).toBe((round - 1).toString(16).padStart(8, "0"));
    }
    await c.point("z2", "data", 4);
    await c.ask(`Z2,${(data + 5).toString(16)},1`);
    await c.ask(CONTINUE);
    expect(await c.pc()).toBe(c.at("stored"));
    await c.ask(`z2,${(data + 5).toString(16)},1`);
    // next to it
    await c.ask(`Z4,${(data + 6).toString(16)},2`);
    await c.point("Z3", "data", 4);
    expect(await c.ask(CONTINUE)).toContain(`rwatch:${data.toString(16)};`);
    expect(await c.pc()).toBe(c.at("nullified") + 4);
    await c.point("z3", "data", 4);
    expect(await c.ask(CONTINUE)).toBe("W06;process:2");
  });

  it("backwards to the store that made a value", async () => {
    const c = await Client.attach(PROGRAM, engine);
    await c.ask("QCatchSyscalls:1;1");
    expect(await c.ask(CONTINUE)).toContain("syscall_entry:1;");
    await c.ask("QCatchSyscalls:0");
    await c.point("Z2", "data", 4);
    for (let round = 6; round >= 1; round--) {
      expect(await c.ask("bc")).toContain("watch:");
      // behind the store; gdb itself steps back over it
      const r = await c.registers();
      expect([(r[33] & ~3) >>> 0, r[5]]).toEqual([c.at("stored"), round]);
      expect(await c.ask("bs")).toMatch(/^T05/);
      expect(await c.pc()).toBe(c.at("stored") - 4);
    }
    expect(await c.ask("bc")).toContain("replaylog:begin");
    // what has been cannot be changed
    expect(await c.ask("P5=00000007")).toMatch(/^E\./);
  });

  it("system calls: at the door and behind it", async () => {
    const c = await Client.attach(PROGRAM, engine);
    expect(await c.ask("QCatchSyscalls:1;14")).toBe("OK");
    for (let round = 1; round <= 6; round++) {
      expect(await c.ask(CONTINUE)).toContain("syscall_entry:14;");
      expect(await c.pc()).toBe(c.at("called"));
      expect(await c.ask(CONTINUE)).toContain("syscall_return:14;");
      const r = await c.registers();
      expect([(r[33] & ~3) >>> 0, r[28]]).toEqual([c.at("called"), 2]);
    }
    expect(await c.ask(CONTINUE)).toBe("W06;process:2");
  });
});

const FAULT = `
_start:
    ldi 0,%r4
    ldi 5,%r5
fault:
    stw %r5,64(%r4)
    copy %r5,%r26
    be,l 0x100(%sr2,%r0),%sr0,%r31
    ldi 1,%r20
`;

it("a signal is seen first, and delivered or not", async () => {
  const c = await Client.attach(FAULT, "interpreter");
  expect(await c.ask(CONTINUE)).toMatch(/^T0b/);
  expect(await c.pc()).toBe(c.at("fault"));
  // si_signo 11, si_addr 64
  const info = await c.ask("qXfer:siginfo:read::0,80");
  expect([info.charCodeAt(4), info.charCodeAt(16)]).toEqual([11, 64]);
  // without it, the same store faults again
  expect(await c.ask(CONTINUE)).toMatch(/^T0b/);
  // mended: r4 is the program's stack
  const sp = (await c.registers())[30];
  expect(await c.ask(`P4=${sp.toString(16).padStart(8, "0")}`)).toBe("OK");
  expect(await c.ask(CONTINUE)).toBe("W05;process:2");
  const d = await Client.attach(FAULT, "interpreter");
  await d.ask(CONTINUE);
  expect(await d.ask("vCont;C0b:p2.2")).toBe("X0b;process:2");
  expect((await d.guest.exit) & 0x7f).toBe(11);
});

it("what was changed in the present is part of the past", async () => {
  const c = await Client.attach(FAULT, "interpreter");
  await c.ask(CONTINUE);
  const sp = (await c.registers())[30];
  await c.ask(`P4=${sp.toString(16).padStart(8, "0")}`);
  await c.ask("QCatchSyscalls:1;1");
  expect(await c.ask(CONTINUE)).toContain("syscall_entry:1;");
  await c.ask(`Z0,${c.at("fault").toString(16)},4`);
  expect(await c.ask("bc")).toContain("swbreak");
  expect((await c.registers())[5]).toBe(5);
  await c.ask(`z0,${c.at("fault").toString(16)},4`);
  expect(await c.ask(CONTINUE)).toBe("W05;process:2");
});

const SLEEPER = `
_start:
    be,l 0x100(%sr2,%r0),%sr0,%r31
    ldi 29,%r20
    b _start
    nop
`;

it("an interrupt stops a program that sleeps", async () => {
  const c = await Client.attach(SLEEPER, "interpreter");
  const stop = c.ask(CONTINUE);
  c.guest.system.kernel.host.sleep = () => new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((resolve) => setTimeout(resolve, 30));
  c.send("\x03");
  expect(await stop).toMatch(/^T02/);
  expect(await c.ask("vKill;2")).toBe("OK");
  expect((await c.guest.exit) & 0x7f).toBe(9);
});

it("whatever comes over the wire, the next packet is answered", async () => {
  const c = await Client.attach(PROGRAM, "interpreter");
  let seed = 12345;
  const random = (n: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return Math.floor((seed / 2 ** 32) * n);
  };
  const names = [
    "m",
    "M",
    "X",
    "Z0,",
    "Z2,",
    "z9,",
    "P",
    "p",
    "G",
    "H",
    "T",
    "qXfer:",
    "vFile:open:",
    "vFile:pread:",
  ];
  names.push(
    "vCont;",
    "QPassSignals:",
    "QCatchSyscalls:",
    "qSupported:",
    "qThreadExtraInfo,",
    "vAttach;",
    "vRun;",
    "q",
  );
  names.push(
    "qXfer:features:read:",
    "qXfer:auxv:read::",
    "D;",
    "vKill;",
    "vNothing",
    "!",
    "QNonStop:",
    "",
    "C",
    "S",
  );
  const characters = "0123456789abcdefp.-,;:=XYZ\x00\xff }*read";
  for (let i = 0; i < 3000; i++) {
    let packet = names[random(names.length)];
    for (let n = random(24); n > 0; n--) packet += characters[random(characters.length)];
    // these go on, or let go, where they are well-formed
    if (/^(D|vKill|vCont;[csCSr]|[csCSk]|bc|bs)/.test(packet) && random(50) > 0) continue;
    if (packet.startsWith("D;") || packet.startsWith("vKill;")) continue;
    await c.ask(packet.replace(/[#$]/g, ""));
    if (i % 100 === 0) c.send("+-$broken$$#zz#00\xff#");
  }
  // what was broken on the wire may have been answered as well
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await c.ask("qSupported:multiprocess+")).toBeTypeOf("string");
  expect(c.over).toBe(false);
});
