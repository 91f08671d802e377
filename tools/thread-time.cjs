// node --require tools/thread-time.cjs …: at its end the process writes the processor time of its main thread, in
// nanoseconds, to the file that PARISC_THREAD_TIME names. Above: bench.mjs --chromium. Below: Linux's /proc.

const { readFileSync, writeFileSync } = require("node:fs");

process.on("exit", () => {
  const [time] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, "latin1").split(" ");
  writeFileSync(process.env.PARISC_THREAD_TIME, time);
});
