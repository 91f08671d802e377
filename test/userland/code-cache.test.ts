// --code-cache: a second run takes the first one's translations, and says so under --stats.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { gcc, parisc, root } from "../tools.ts";

const folder = mkdtempSync(join(tmpdir(), "parisc-code-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = join(root, "userland/bin/contract");
function regions(where: string, engine = "jit", command = [program, "exit", "3"], status = 3) {
  const r = parisc(["run", "--engine", engine, "--stats", "--code-cache", where, ...command]);
  expect(r.status).toBe(status);
  const m =
    /regions (\d+) \((\d+) translated before, (\d+) compiled before\), (\d+) instructions translated/.exec(
      r.stderr,
    )!;
  const [all, stored, revived, translated] = m.slice(1).map(Number);
  return { all, stored, revived, translated };
}

test("what one run translated the next one finds", () => {
  const first = regions(folder);
  expect(first.stored).toBe(0);
  expect(first.translated).toBeGreaterThan(0);
  const second = regions(folder);
  expect(second.stored).toBeGreaterThan(second.all / 2);
  expect(second.translated).toBeLessThan(first.translated / 2);
});

test("Node takes the code caches that the build made with it", () => {
  // ends with 1 where they are refused
  process.env.PARISC_CHECK_CACHE = "1";
  const { status } = parisc(["run", "--engine", "jit", "--code-cache", folder, program, "exit", "3"]);
  delete process.env.PARISC_CHECK_CACHE;
  expect(status).toBe(3);
});

test("off: nothing is kept or found", () => {
  expect(regions("off").stored).toBe(0);
});

// a few loops that go on until V8 has optimised them
const SIEVE = `
static unsigned char sieve[8192];
static unsigned count(unsigned from)
{
	unsigned n = 0;
	for (unsigned i = from; i < sizeof sieve; i++)
		n += sieve[i] == 0;
	return n;
}
int main(void)
{
	unsigned n = 0;
	for (unsigned turn = 0; turn < 400; turn++) {
		for (unsigned i = 0; i < sizeof sieve; i++)
			sieve[i] = 0;
		for (unsigned i = 2; i < 91; i++)
			for (unsigned k = i * i; k < sizeof sieve; k += i)
				sieve[k] = 1;
		n += count(2);
	}
	return n / 400 == 1028 ? 0 : 1;
}
`;

test.skipIf(!gcc)(
  "what V8 compiled for the second run the third one finds, if nobody else could write it",
  () => {
    const where = mkdtempSync(join(folder, "../parisc-machine-code-"));
    const sieve = join(where, "sieve");
    execFileSync(gcc!, ["-O1", "-static", "-xc", "-", "-o", sieve], { input: SIEVE });
    const revived = () => regions(where, "auto", [sieve], 0).revived;
    const all = [revived(), revived(), revived(), revived()];
    // V8 gives machine code up to Node 24
    const gives = readdirSync(join(root, "dist")).includes(`core-${process.version}-${process.arch}.cache`);
    expect(all[0]).toBe(0);
    if (gives) expect(all[3]).toBeGreaterThan(0);
    else expect(all[3]).toBe(0);
    if (!gives) return;
    const [code] = readdirSync(where).filter((name) => name.startsWith("code-"));
    const kept = join(where, code, `${process.version}-${process.arch}`);
    const [file] = readdirSync(kept);
    for (const path of [kept, join(kept, file)]) {
      expect(statSync(path).mode & 0o077).toBe(0);
      chmodSync(path, 0o777);
      expect(revived()).toBe(0);
      chmodSync(path, 0o700);
    }
  },
);

test("translations of another translator are thrown away", () => {
  const [ours] = readdirSync(folder);
  const old = join(folder, "code-0123456789abcdef");
  rmSync(join(folder, ours), { recursive: true });
  parisc(["run", "--engine", "jit", "--code-cache", old, program, "exit", "0"]);
  expect(readdirSync(old)).toEqual([ours]);
  regions(folder);
  expect(readdirSync(folder)).toEqual([ours]);
});

test("a folder that cannot be one is no error", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  expect(regions(file).stored).toBe(0);
});
