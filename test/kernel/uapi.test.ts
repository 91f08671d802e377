// kernel/uapi/ against the cross compiler: what values.c prints, as recorded, and printed anew where a compiler is.
// Above: npm test. Below: kernel/uapi/, userland/uapi/values.c, golden/uapi-values.txt.

import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { uapiCommand } from "../../cli/uapi.ts";
import * as errno from "../../kernel/uapi/asm/errno.ts";
import { headers } from "../../kernel/uapi/headers.ts";
import { tcphdr } from "../../kernel/uapi/linux/tcp.ts";
import { errnoName } from "../../kernel/uapi/names.ts";
import { array, at, bytes, chars, type Struct, s16, struct, u8, u32, u64 } from "../../kernel/uapi/struct.ts";

const root = join(import.meta.dirname, "../..");
const source = readFileSync(join(root, "userland/uapi/values.c"), "utf8");

/** The rows of values.c by header: ["C", "EPERM"], ["F", "ifreq", "struct ifreq", "ifr_name"]. */
const rows = new Map<string, string[][]>();
for (const m of source.matchAll(/^ROW \{\n([\s\S]*?)\n?\} END\("(.*)"\)$/gm)) {
  const list = m[1].split("\n").map((line) => {
    const [, kind, args] = /^(\w)\((.*)\)$/.exec(line)!;
    return [kind, ...args.split(", ")];
  });
  rows.set(m[2], list);
}

/** What values.c would print of a header if kernel/uapi/ is right. */
function expected(header: string): string[] {
  const names = headers[header];
  const layout = (name: string) => names[name] as Struct<Record<string, typeof u8>>;
  return rows.get(header)!.map(([kind, name, , field]) => {
    if (kind === "T") return `${name} "${names[name]}"`;
    if (kind === "S") return `${name} size ${layout(name).size} align ${layout(name).align}`;
    if (kind === "F") return `${name}.${field} at ${layout(name).offsets[field]}`;
    return `${name} ${names[name]}`;
  });
}

const has = (program: string) => spawnSync(program, ["--version"]).status === 0;
const compiler = has("hppa-linux-gnu-gcc");
const runner = has("qemu-hppa") ? ["qemu-hppa"] : null;

describe("values", () => {
  const recorded = readFileSync(join(root, "test/kernel/golden/uapi-values.txt"), "utf8").trim().split("\n");

  test("there is a row for every constant and struct, and a record for every header", () => {
    expect([...rows.keys()]).toEqual(Object.keys(headers));
    expect(recorded.map((l) => l.split(" ")[0])).toEqual(Object.keys(headers));
    for (const [header, names] of Object.entries(headers)) {
      const listed = new Set(rows.get(header)!.map((r) => r[1]));
      const missing = Object.keys(names).filter((n) => !listed.has(n));
      // ERESTARTSYS and the like are the kernel's own.
      if (header === "asm/errno.h") expect(missing.filter((n) => Number(names[n]) < 512)).toEqual([]);
      else expect(missing).toEqual([]);
    }
  });

  test.each(recorded.map((l) => l.split(" ")))(
    "%s: %s values as recorded from the compiler",
    (header, count, sum) => {
      const lines = expected(header);
      expect(lines.length).toBe(Number(count));
      expect(createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 16)).toBe(sum);
    },
  );

  test.skipIf(!compiler || !runner)(
    "values.c built by the cross compiler says the same (skipped without hppa-linux-gnu-gcc and qemu-hppa)",
    { timeout: 180_000 },
    () => {
      const work = mkdtempSync(join(tmpdir(), "parisc-values-"));
      try {
        const objects = Array.from({ length: rows.size + 1 }, (_, k) => {
          const o = join(work, `${k}.o`);
          execFileSync("hppa-linux-gnu-gcc", [
            "-w",
            "-c",
            `-DPART=${k}`,
            "-o",
            o,
            join(root, "userland/uapi/values.c"),
          ]);
          return o;
        });
        const program = join(work, "values");
        execFileSync("hppa-linux-gnu-gcc", ["-static", "-o", program, ...objects]);
        const out = execFileSync(runner![0], [program], { encoding: "latin1", maxBuffer: 1 << 26 });
        const all = Object.keys(headers).flatMap((h) => [`# ${h}`, ...expected(h)]);
        expect(out.trimEnd().split("\n")).toEqual(all);
      } finally {
        rmSync(work, { recursive: true });
      }
    },
  );

  // Recordings of a real parisc kernel's userland, where $PARISC_ORACLE names their folder.
  const golden = join(process.env.PARISC_ORACLE ?? "", "golden/uapi.jsonl");
  test.skipIf(!process.env.PARISC_ORACLE || !existsSync(golden))(
    "the recorded constants of real parisc",
    () => {
      const known = new Map<string, Set<string>>();
      for (const names of Object.values(headers)) {
        for (const [n, v] of Object.entries(names)) {
          if (typeof v === "number" || typeof v === "bigint")
            known.set(n, (known.get(n) ?? new Set()).add(String(v)));
        }
      }
      let compared = 0;
      for (const line of readFileSync(golden, "utf8").trim().split("\n")) {
        const c = JSON.parse(line);
        const name = c.case.split("/").pop();
        if (c.suite !== "uapi-const" || !known.has(name)) continue;
        compared++;
        if (!known.get(name)!.has(String(c.v)))
          expect(`${name} ${[...known.get(name)!]}`).toBe(`${name} ${c.v}`);
      }
      expect(compared).toBeGreaterThan(3000);
    },
  );
});

describe("what everybody gets wrong on parisc", () => {
  test("by name", () => {
    const all = Object.assign({}, ...Object.values(headers)) as Record<string, unknown>;
    expect(all.SO_BINDTOIFINDEX).toBe(0x4037);
    expect(all.SOL_SOCKET).toBe(0xffff);
    expect(all.EAGAIN).toBe(11);
    expect(all.ENOSYS).toBe(251);
    expect(all.O_CREAT).toBe(0o400);
    expect(all.O_NONBLOCK).toBe(0o200000);
    expect(all.SOCK_NONBLOCK).toBe(0x40000000);
    expect(all.SIGBUS).toBe(10);
    expect(all.TIOCGWINSZ).toBe(0x5413);
  });

  test("errno names: the older spelling of aliases", () => {
    expect(errnoName(errno.EAGAIN)).toBe("EAGAIN");
    expect(errnoName(errno.ERESTARTSYS)).toBe("ERESTARTSYS");
    expect(errnoName(4000)).toBeNull();
  });
});

describe("struct", () => {
  const inner = struct("inner", { a: u8, b: u64 });
  const s = struct("s", {
    x: s16,
    name: chars(5),
    in: inner,
    raw: bytes(3),
    list: array(u32, 2),
    overlay: at(0, u32),
  });

  test("long long is aligned to 8 bytes", () => {
    expect([inner.size, inner.align, inner.offsetof("b")]).toEqual([16, 8, 8]);
    expect([s.offsetof("in"), s.offsetof("raw"), s.offsetof("list"), s.size]).toEqual([8, 24, 28, 40]);
  });

  test("reads back what it wrote, big-endian", () => {
    const b = s.make({
      x: -2,
      name: "lo",
      in: { a: 1, b: 0x0102030405060708n },
      raw: Uint8Array.of(9),
      list: [1, 0xffffffff],
    });
    expect([...b.subarray(0, 4)]).toEqual([0xff, 0xfe, 0x6c, 0x6f]);
    expect([...b.subarray(16, 24)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(s.read(b, "name")).toBe("lo");
    expect(s.read(b, "list")).toEqual([1, 0xffffffff]);
    expect(s.read(b, "overlay")).toBe(0xfffe6c6f);
    expect(s.get(b).in).toEqual({ a: 1, b: 0x0102030405060708n });
  });

  test("64-bit numbers, negative too", () => {
    const b = inner.make({ b: -1 });
    expect(inner.read(b, "b")).toBe(0xffffffffffffffffn);
    inner.write(b, "b", 2 ** 40 + 5);
    expect(inner.read(b, "b")).toBe(2n ** 40n + 5n);
  });

  test("a name that fills its room has no NUL, a longer one is cut", () => {
    const b = s.make({ name: "abcdefg" });
    expect(s.read(b, "name")).toBe("abcde");
  });

  test("bit fields leave their neighbours", () => {
    const b = tcphdr.make({ doff: 5, syn: 1 });
    tcphdr.write(b, "ack", 1);
    expect([b[12], b[13]]).toEqual([0x50, 0x12]);
    tcphdr.write(b, "syn", 0);
    expect([tcphdr.read(b, "doff"), tcphdr.read(b, "syn"), tcphdr.read(b, "ack")]).toEqual([5, 0, 1]);
  });
});

describe("parisc uapi", () => {
  const say = (...argv: string[]) => {
    const lines: string[] = [];
    const status = uapiCommand(argv, (l) => lines.push(l));
    return { status, lines };
  };

  test("a name, with what asm-generic says", () => {
    expect(say("SO_BINDTOIFINDEX").lines).toEqual([
      "SO_BINDTOIFINDEX  16439 (0x4037)            generic: 62 (0x3e)  <asm/socket.h>",
    ]);
  });

  test("a struct with its offsets, a system call by its name", () => {
    expect(say("pollfd").lines[0]).toBe("struct pollfd <asm/poll.h>  size 8, align 4");
    expect(say("pollfd").lines.length).toBe(4);
    expect(say("ioctl").lines[0]).toMatch(/^__NR_ioctl +54 /);
  });

  test("--diff shows only what differs", () => {
    const { lines } = say("SO_", "--diff", "generic");
    expect(lines.some((l) => l.startsWith("SO_BINDTODEVICE"))).toBe(true);
    expect(say("EPERM", "--diff", "generic")).toEqual({ status: 0, lines: [] });
    expect(lines.length).toBeGreaterThan(50);
  });

  test("nothing of that name: 1", () => {
    expect(say("NO_SUCH_THING_").status).toBe(1);
  });
});
