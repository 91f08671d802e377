// A signal that is there when a budget ends exactly at the gateway page, the queue's front in space 0: the program is in
// the kernel already, so the system call comes first and the signal after it. Above: npm test. Below: userland/bin.

import { join } from "node:path";
import { expect, it } from "vitest";
import { nodeHost } from "../../cli/host.ts";
import { IASQ_FRONT, Machine } from "../../emulator/index.ts";
import { boot } from "../../kernel/index.ts";
import { roundRobin } from "../../kernel/replay/schedule.ts";
import { send_sig } from "../../kernel/task/signal.ts";
import { SIGTERM } from "../../kernel/uapi/asm/signal.ts";
import { __NR_write } from "../../kernel/uapi/asm/unistd.ts";
import { loadCore } from "../replay/runs.ts";
import { root } from "../tools.ts";

it.each(["interpreter", "jit"] as const)(
  "a system call comes before a signal on the gateway page: %s",
  async (engine) => {
    let output = "";
    const stream = () => ({
      kind: "pipe" as const,
      write: (bytes: Uint8Array) => {
        output += new TextDecoder().decode(bytes);
        return bytes.length;
      },
    });
    const machine = await Machine.create({ memory: 64 << 20, wasm: loadCore(root), engine });
    let sent = "";
    let send = () => {};
    const isAtCall = () => machine.phys.u32[IASQ_FRONT / 4] === 0 && machine.words[20] === __NR_write;
    const system = await boot({
      host: { ...nodeHost(() => {}), stdio: [{ kind: "null" as const }, stream(), stream()] },
      machine,
      mounts: [{ host: join(root, "userland/bin"), guest: "/bin", ro: true }],
      net: [],
      clock: "virtual",
      // turns of one instruction: one ends before each, so on the gateway page too
      schedule: {
        ...roundRobin,
        slice: () => {
          if (isAtCall() && !sent) send();
          return 1;
        },
      },
    });
    const program = system.spawn("/bin/contract", ["contract", "stderr"], []);
    if ("error" in program) throw new Error(program.error);
    send = () => {
      sent = `after "${output}"`;
      send_sig(SIGTERM, system.kernel.tasks.get(program.pid)!);
    };
    await system.run();
    expect([sent, output, (await program.exit) & 0x7f]).toEqual(['after ""', "to stderr\n", SIGTERM]);
  },
);
