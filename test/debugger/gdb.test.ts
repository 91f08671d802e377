// gdb-multiarch itself on `parisc run --gdb`: a C++ program with a library of its own, four threads and a child process.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cli, gdb, gxx, root } from "../tools.ts";

const missing = !gdb || !gxx ? " (needs gdb-multiarch and hppa-linux-gnu-g++)" : "";
let folder = "";

/** Starts `parisc run --gdb` on any port, and gives the port. */
function serve(args: string[]): Promise<{ parisc: ChildProcess; port: string; output: () => string }> {
  const parisc = spawn(process.execPath, [cli, "run", "--gdb", "0", ...args], { cwd: folder });
  let output = "";
  parisc.stdout.on("data", (text) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    parisc.on("exit", () => reject(new Error(output)));
    let said = "";
    parisc.stderr.on("data", (text) => {
      said += text;
      const port = /target remote :(\d+)/.exec(said)?.[1];
      if (port) resolve({ parisc, port, output: () => output });
    });
  });
}

interface Session {
  readonly text: string;
  /** parisc's exit status. */
  readonly status: number | null;
  readonly output: string;
}

/** One session: gdb's commands, one a line, after it has attached. Each starts with a line "> COMMAND". */
async function session(args: string[], commands: string): Promise<Session> {
  const { parisc, port, output } = await serve(args);
  const ended = new Promise<number | null>((resolve) => parisc.on("close", resolve));
  const lines = commands.trim().split("\n");
  const all = ["set pagination off", "set confirm off", "set width 0", `target remote :${port}`, ...lines];
  const echoed = all.flatMap((line) => ["-ex", `echo > ${line}\\n`, "-ex", line]);
  const { text } = await new Promise<{ text: string }>((resolve) => {
    const child = spawn(gdb!, ["-nx", "-batch", ...echoed], { cwd: folder });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (part) => {
        text += part;
      });
    const timer = setTimeout(() => child.kill("SIGKILL"), 60_000);
    child.on("close", () => {
      clearTimeout(timer);
      resolve({ text });
    });
  });
  const timer = setTimeout(() => parisc.kill("SIGKILL"), 5_000);
  const status = await ended;
  clearTimeout(timer);
  return { text, status, output: output() };
}

/** What gdb said to the n-th command that is this one. */
function said(s: Session, command: string, n = 0): string {
  const parts = s.text.split(`> ${command}\n`);
  if (parts.length < n + 2) throw new Error(`no answer to ${command}:\n${s.text}`);
  return parts[n + 1].split("\n> ")[0];
}

function build(): void {
  const guest = join(root, "test/debugger/guest");
  const compile = (...args: string[]) => {
    const r = spawnSync(gxx!, ["-g", "-O0", ...args], { cwd: folder, encoding: "utf8" });
    if (r.status !== 0) throw new Error(r.stderr);
  };
  compile("-shared", "-fPIC", "-o", "libledger.so", join(guest, "ledger.cc"));
  compile("-x", "c", "-o", "vfork", join(guest, "vfork.c"));
  compile("-o", "clerks", join(guest, "clerks.cc"), "-L.", "-lledger", "-Wl,-rpath,$ORIGIN");
}

describe.skipIf(missing)(`gdb${missing}`, () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "parisc-gdb-"));
    build();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("finds who made the balance negative, by going back", { timeout: 90_000 }, async () => {
    const s = await session(
      ["./clerks"],
      `
set breakpoint pending on
break ledger::work
continue
bt 2
info sharedlibrary
delete
catch fork
continue
print account.balance()
delete
watch account.balance_
reverse-continue
bt 3
print entry.who
info threads
delete
reverse-stepi
stepi
break report
set follow-fork-mode child
continue
print balance
delete
continue`,
    );
    const stop = said(s, "continue", 0);
    expect(stop).toMatch(
      /Thread 2 "clerks" hit Breakpoint 1, ledger::work \(account=.*clerk=0\) at .*ledger\.cc:\d+/,
    );
    // across the library's edge, with the arguments of C++
    expect(said(s, "bt 2")).toMatch(
      /#0 +ledger::work .*\n#1 .* in clerk \(number=0x[0-9a-f]+\) at .*clerks\.cc/,
    );
    expect(said(s, "info sharedlibrary")).toMatch(/Yes +target:.*\/libledger\.so/);
    expect(said(s, "continue", 1)).toMatch(/hit Catchpoint \d+ \(forked process \d+\)/);
    // a call into the program
    expect(said(s, "print account.balance()")).toContain("$1 = -875");
    const back = said(s, "reverse-continue");
    expect(back).toMatch(/Hardware watchpoint \d+: account\.balance_\n\nOld value = -875\nNew value = 125\n/);
    expect(back).toMatch(/in ledger::Account::book .*ledger\.cc:\d+/);
    expect(said(s, "bt 3")).toMatch(/#1 .* in ledger::work \(account=\.\.\., clerk=3\)/);
    expect(said(s, "print entry.who")).toContain('"clerk 3"');
    // of five threads two are left: the clerk of number 3, and the one that waits for it
    expect(said(s, "info threads").match(/Thread 2\.\d+ "clerks"/g)).toHaveLength(2);
    expect(said(s, "reverse-stepi")).toContain("balance_ += entry.amount");
    // forward into the present, and on in the child
    expect(said(s, "continue", 2)).toMatch(/hit Breakpoint \d+, report \(balance=-875\)/);
    expect(said(s, "print balance")).toContain("= -875");
    expect(said(s, "continue", 3)).toContain("exited with code 07");
    expect(s.output).toBe("balance -875\n");
    expect(s.status).toBe(7);
  });

  it("follows a child into its new program, and sees a signal that kills", { timeout: 60_000 }, async () => {
    const s = await session(
      ["./vfork"],
      `
catch vfork
catch exec
set detach-on-fork off
set follow-fork-mode child
continue
continue
break answer
continue
print n
continue
inferior 1
continue
print $_siginfo.si_signo
continue`,
    );
    expect(said(s, "continue", 0)).toMatch(/Catchpoint 1 \(vforked process 3\)/);
    expect(said(s, "continue", 1)).toMatch(/Catchpoint 2 \(exec'd .*\/vfork\)/);
    expect(said(s, "continue", 2)).toMatch(/Breakpoint 3.*answer \(n=3\)/);
    expect(said(s, "continue", 3)).toContain("exited with code 05");
    expect(said(s, "continue", 4)).toContain("received signal SIGUSR1");
    expect(said(s, "print $_siginfo.si_signo")).toContain("= 16");
    expect(said(s, "continue", 5)).toContain("terminated with signal SIGUSR1");
    expect(s.status).toBe(128 + 16);
  });

  it("leaves: the program goes on by itself", { timeout: 60_000 }, async () => {
    const s = await session(["./clerks"], "break main\ncontinue\ndetach");
    expect(said(s, "continue")).toContain("Breakpoint 1, main ()");
    expect([s.output, s.status]).toEqual(["balance -875\n", 7]);
  });
});
