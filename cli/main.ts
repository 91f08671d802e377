// The command line: parses arguments and hands over to one file per command.
// Above: start.ts. Below: run.ts, reference.ts.

import { Command, CommanderError, Option } from "commander";
import { version } from "../package.json";
import { type BootCommandOptions, bootCommand } from "./boot.ts";
import { addRecordOptions, checkRecordOptions } from "./record.ts";
import type * as referenceCommands from "./reference.ts";
import { type RunOptions, run } from "./run.ts";
import type { TestOptions } from "./test/test.ts";
import { addTraceOptions } from "./trace-options.ts";
import { UsageError } from "./usage.ts";

type Reference = typeof referenceCommands;

const collect = (value: string, previous: string[]) => [...previous, value];

function option(flags: string, text: string, name: string): Option {
  return new Option(flags, text).env(`PARISC_${name}`);
}

/** What the options of run are where none is given. */
export const NO_OPTIONS: RunOptions & { straceE: string[] } = {
  dir: [],
  E: [],
  U: [],
  kernel: "5.1",
  net: [],
  pcap: [],
  engine: "auto",
  clock: "real",
  memory: "1G",
  straceE: [],
};

/** The options that run and boot share, named after qemu-user's where it has one. */
export function machineOptions(command: Command): Command {
  return addRecordOptions(addTraceOptions(command))
    .addOption(
      option("-L, --sysroot <dir>", "host folder whose files come first in the guest, read-only", "SYSROOT"),
    )
    .addOption(
      option(
        "--dir <host[:guest][:ro]>",
        "show a host folder in the guest, writable unless :ro (repeatable)",
        "DIR",
      )
        .argParser(collect)
        .default([], "the current folder and the program's, read-only"),
    )
    .option("-E <var=value>", "set a variable in the guest's environment (repeatable)", collect, [])
    .option("-U <var>", "unset a variable in the guest's environment (repeatable)", collect, [])
    .option("-0 <argv0>", "the guest's argv[0]")
    .addOption(
      option("--kernel <release>", "kernel release, with ±COMMIT changes", "KERNEL").default(
        NO_OPTIONS.kernel,
      ),
    )
    .addOption(option("-r, --uname <release>", "the release that uname(2) reports", "UNAME"))
    .addOption(option("--uid <n>", "user id of the program", "UID"))
    .addOption(
      option("--cap <list>", "capabilities of the program: all, none, or net_raw,net_admin,…", "CAP"),
    )
    .addOption(option("--hostname <name>", "the guest's host name", "HOSTNAME"))
    .addOption(
      option("--net <spec>", "add a network device: dummy,name=eth0 (repeatable)", "NET")
        .argParser(collect)
        .default([], "lo only"),
    )
    .addOption(
      option(
        "--pcap <dev=file>",
        "capture what goes over a device (any: all) for tcpdump or wireshark (repeatable)",
        "PCAP",
      )
        .argParser(collect)
        .default([], "none"),
    )
    .addOption(
      option("--engine <name>", "how to run code", "ENGINE")
        .choices(["auto", "interpreter", "jit"])
        .default(NO_OPTIONS.engine),
    )
    .addOption(
      option(
        "--code-cache <dir>",
        "keep translations for later runs in this folder; off: do not (default: the user's cache folder)",
        "CODE_CACHE",
      ),
    )
    .addOption(
      option("--clock <kind>", "real, or virtual: time advances with instructions", "CLOCK")
        .choices(["real", "virtual"])
        .default(NO_OPTIONS.clock),
    )
    .addOption(option("--seed <n>", "seed of the guest's randomness (with it a run is repeatable)", "SEED"))
    .addOption(
      option("--memory <size>", "guest memory, like 512M or 2G", "MEMORY").default(NO_OPTIONS.memory),
    )
    .addOption(
      option("--report", "say at the end what programs asked for in vain, on standard error", "REPORT"),
    )
    .addOption(
      option("--report-file <file>", "the same to a file, as JSON if its name ends in .json", "REPORT_FILE"),
    )
    .addOption(option("--report-json", "the report as JSON", "REPORT_JSON"))
    .addOption(
      option("--gdb <port>", "wait for gdb on this port of 127.0.0.1, before the first instruction", "GDB"),
    )
    .addOption(option("--limit-insns <n>", "stop after N instructions", "LIMIT_INSNS"))
    .addOption(option("--limit-time <s>", "stop after S seconds", "LIMIT_TIME"))
    .addOption(
      option(
        "--profile <file>",
        "sample the programs' functions, for speedscope; a list at the end",
        "PROFILE",
      ),
    )
    .addOption(
      option(
        "--stats",
        "say at the end what was executed and where the time went, on standard error",
        "STATS",
      ),
    );
}

export { deferredFlags, keepReadyCore } from "./run.ts";

/** A run without any option, here or in the environment: there is nothing to parse, which would take two milliseconds. */
const isPlain = ([name, path]: string[]): boolean =>
  name === "run" &&
  path !== undefined &&
  !path.startsWith("-") &&
  !Object.keys(process.env).some((key) => key.startsWith("PARISC_"));

export async function main(argv: string[]): Promise<number> {
  try {
    return await (isPlain(argv) ? run(argv[1], argv.slice(2), NO_OPTIONS) : command(argv));
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Error && "status" in error && typeof error.status === "number") {
      // the user's mistake (usage.ts), or a system that cannot be booted so (kernel/boot.ts)
      process.stderr.write(`parisc: ${error.message}\n`);
      return error.status;
    }
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(`parisc: the emulator cannot go on: ${text}\n`);
    if (process.env.PARISC_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    return 125;
  }
}

/** Parses the arguments and does what they say. */
async function command(argv: string[]): Promise<number> {
  let status = 0;
  const program = new Command("parisc")
    .description("Runs unmodified Linux/parisc programs.")
    .version(version)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "parisc: ")) });

  // a hundred options take a millisecond to make: the other command's are left out
  const withOptions = (command: Command) =>
    ["run", "boot"].some((name) => name === argv[0] && name !== command.name())
      ? command
      : machineOptions(command);

  withOptions(
    program
      .command("run")
      .description("run one parisc ELF program, as qemu-hppa does")
      .argument("[program]", "the program")
      .argument("[args...]", "its arguments")
      .passThroughOptions()
      .allowExcessArguments(),
  ).action(async (path: string | undefined, args: string[], options: RunOptions) => {
    checkRecordOptions(options);
    if (options.replay !== undefined || options.restore !== undefined) {
      if (path !== undefined) throw new UsageError("--replay, --restore: the programs are in the recording");
      const { replayCommand } = await import("./replay.ts");
      status = await replayCommand(options);
    } else if (path === undefined) throw new UsageError("run: name a program");
    else status = await run(path, args, options);
  });

  withOptions(
    program
      .command("boot")
      .description("boot a whole system from a root file system and run its init")
      .argument("[init]", "the first program", undefined)
      .argument("[args...]", "its arguments")
      .addOption(
        option(
          "--rootfs <path>",
          "a folder (writable unless it ends in :ro), or a .tar or .tar.gz file",
          "ROOTFS",
        ),
      )
      .passThroughOptions()
      .allowExcessArguments(),
  ).action(async (init: string | undefined, args: string[], options: BootCommandOptions) => {
    checkRecordOptions(options);
    if (options.replay !== undefined || options.restore !== undefined)
      throw new UsageError("--replay, --restore: parisc run does this for every recording");
    status = await bootCommand(init === undefined ? [] : [init, ...args], options);
  });

  program
    .command("test")
    .description("run programs on many systems and compare them with what is expected (docs/testing.md)")
    .argument("[paths...]", "parisc programs, C sources, manifests (.toml, .yaml, .json), folders of these")
    .option("--name <text>", "only tests whose name has this in it (repeatable)", collect, [])
    .option("--kernel <list>", "kernel releases, instead of the manifests': 5.0,5.1,6.1-c427bfec18f2")
    .option("--engine <list>", "engines: interpreter,jit,auto")
    .option("--seed <list>", "seeds of schedules and random numbers: 1,2,3, or none")
    .option("--net <spec>", "network devices, as for run (repeatable)", collect, [])
    .option("--accept", "make what the runs show the golden files")
    .option("--bisect-release", "find the kernel release, and the commit, where the behaviour changed")
    .option("--seeds <n>", "try so many schedules and name the one that shows a race")
    .option("--shard <i/n>", "do only this part of the runs; auto: as the CI system's variables say")
    .option("-j, --jobs <n>", "worker processes (one for each processor)")
    .addOption(
      new Option("--format <name>", "what is printed").choices(["console", "tap"]).default("console"),
    )
    .option("--junit <file>", "write a JUnit report")
    .option("--github", "print GitHub annotations (by itself on GitHub)")
    .option("--list", "print the runs without doing them")
    .option("-v, --verbose", "tell the tests' stories")
    .addOption(new Option("--worker").hideHelp())
    .action(async (paths: string[], options: TestOptions) => {
      const { testCommand } = await import("./test/test.ts");
      status = await testCommand(paths, options);
    });

  const reference = (
    name: string,
    args: string,
    text: string,
    call: (r: Reference, argv: string[]) => number,
  ) =>
    program
      .command(name)
      .description(text)
      .usage(args)
      .argument("[args...]")
      .helpOption(false)
      .allowUnknownOption()
      .action(async (argv: string[]) => {
        status = call(await import("./reference.ts"), argv);
      });
  reference("disasm", "[--source] FILE", "the code of an ELF file as text", (r, argv) =>
    r.disasmCommand(argv),
  );
  reference("asm", "[-o OUT] FILE", "a program or plain code from its text", (r, argv) => r.asmCommand(argv));
  reference(
    "uapi",
    "[NAME] [--diff generic] | --lint [--json] PATHS",
    "parisc's constants, structs and system calls",
    (r, argv) => r.uapiCommand(argv),
  );

  await program.parseAsync(argv, { from: "user" });
  return status;
}
