// Runs a program on two kernel releases and compares. `node examples/run.mjs PROGRAM [ARGS…]`
import { run } from "parisc";

const [program, ...args] = process.argv.slice(2);
const net = ["dummy,name=eth0", "dummy,name=eth1", "failover,name=net0"];

for (const kernel of ["5.0", "5.1"]) {
  const { status, stdout, error, insns } = await run(program, { args, kernel, net });
  console.log(`Linux ${kernel}: status ${status}, ${insns} instructions${error ? `, ${error}` : ""}`);
  console.log(stdout);
}
