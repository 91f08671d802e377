// A system with several programs at a time, on this process's own output. `node examples/system.mjs PROGRAM`
import { dirname, resolve } from "node:path";
import { boot } from "parisc";

const program = resolve(process.argv[2]);
const system = await boot({ kernel: "6.1", folders: [{ host: dirname(program) }] });

system.files.write("/tmp/greeting", new TextEncoder().encode("hello\n"));
const started = ["one", "two", "three"].map((word) =>
  system.spawn(program, [program, "args", word], ["LC_ALL=C"]),
);
await system.run();
for (const s of started) {
  if ("error" in s) throw new Error(s.error);
  console.log(`process ${s.pid} ended with status ${(await s.exit) >> 8}`);
}
