// vitest matchers. `PROGRAM=… npx vitest run examples`
import { parisc } from "parisc/vitest";
import { expect, it } from "vitest";

const program = process.env.PROGRAM;

it("repeats its arguments", async () => {
  await expect(parisc(program, ["args", "one"])).toPrint(/\none\n/);
  await expect(parisc(program, ["exit", "3"])).toExit(3);
  await expect(parisc(program, ["exit", "3"])).not.toExit(0);
  await expect(parisc(program, ["wild-read"])).toDieOf("SIGSEGV");
  await expect(parisc(program, ["exit", "0"])).toCall("exit(0) = ?");
});
