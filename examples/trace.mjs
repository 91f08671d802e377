// The system calls of a program that failed, and how often each was made. `node examples/trace.mjs PROGRAM [ARGS…]`
import { run } from "parisc";

const [program, ...args] = process.argv.slice(2);
const { trace } = await run(program, { args, trace: true });

const calls = new Map();
for (const { type, name } of trace) if (type === "syscall") calls.set(name, (calls.get(name) ?? 0) + 1);
for (const [name, count] of [...calls].sort((a, b) => b[1] - a[1])) console.log(`${count} ${name}`);
for (const { text } of trace) if (/ = -1 E/.test(text)) console.log(text);
