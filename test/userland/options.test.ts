// A run without options does not parse any (cli/main.ts): what it takes them to be is what parsing gives.

import { Command } from "commander";
import { expect, it } from "vitest";
import { machineOptions, NO_OPTIONS } from "../../cli/main.ts";
import { cli, command, root } from "../tools.ts";

it("options that nobody gave are the parser's defaults", () => {
  const given = Object.entries(process.env).filter(([name]) => name.startsWith("PARISC_"));
  for (const [name] of given) delete process.env[name];
  const parser = machineOptions(new Command()).parse([], { from: "user" });
  for (const [name, value] of given) process.env[name] = value;
  expect(parser.opts()).toEqual(NO_OPTIONS);
});

it("what follows the program is the program's, parsed or not", () => {
  const contract = `${root}/userland/bin/contract`;
  const told = (args: string[], env = {}) => command(process.execPath, [cli, "run", ...args], { env }).stdout;
  const args = [contract, "args", "--stats", "-x", ""];
  expect(told(args)).toBe(`${contract}\nargs\n--stats\n-x\n\n`);
  expect(told(["--clock", "real", ...args])).toBe(told(args));
  expect(told(args, { PARISC_CLOCK: "real" })).toBe(told(args));
});
