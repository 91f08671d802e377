// `parisc uapi --lint`: what it finds in the shapes that programs write, and what it lets be.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { condition, reachable } from "../../cli/lint/preprocess.ts";
import { evaluate, scan } from "../../cli/lint/scan.ts";
import { parisc } from "../tools.ts";

const names = (source: string) => scan(source).map((f) => `${f.line} ${f.name}`);

describe("what is found", () => {
  it.each([
    ["#define SO_REUSEPORT 15\n", "1 SO_REUSEPORT"],
    ["#ifndef SO_BINDTOIFINDEX\n# define SO_BINDTOIFINDEX 62\n#endif\n", "2 SO_BINDTOIFINDEX"],
    ["#if !defined(O_CLOEXEC)\n#define O_CLOEXEC 02000000\n#endif\n", "2 O_CLOEXEC"],
    ["#define O_PATH (1 << 21)\n", "1 O_PATH"],
    ["#define SIGUSR1 \\\n  10\n", "1 SIGUSR1"],
    ["/* a\n comment */ #define ENOSYS 38 // yes\n", "2 ENOSYS"],
    ["#define __NR_gettid 186\n", "1 __NR_gettid"],
    ["#define SYS_memfd_create 319\n", "1 SYS_memfd_create"],
    ["enum {\n  SOMETHING = 1,\n  SO_ZEROCOPY = 60,\n};\n", "3 SO_ZEROCOPY"],
    ["enum { SO_ZEROCOPY = 60 };\n", "1 SO_ZEROCOPY"],
    ["void f(int s) { setsockopt(s, 1, 2, 0, 0); }\n", "1 SOL_SOCKET"],
    ["void f(int s) {\n  setsockopt(s, SOL_SOCKET,\n             15, &v, sizeof v);\n}\n", "2 SO_REUSEPORT"],
    ["int f(void) { return ioctl(0, 0x5401, &t); }\n", "1 TCGETS"],
    ["int f(void) { return syscall(186); }\n", "1 syscall"],
    ["int f(int p) { return kill(p, 10); }\n", "1 SIGUSR1"],
    ["int f(void) { return errno == 38; }\n", "1 ENOSYS"],
    [
      "#if defined(__x86_64__)\n#define SO_ZEROCOPY 60\n#else\n#define SO_ZEROCOPY 60\n#endif\n",
      "4 SO_ZEROCOPY",
    ],
    ["#ifdef HAVE_IT\n#else\n#define SO_ZEROCOPY 60\n#endif\n", "3 SO_ZEROCOPY"],
  ])("%j", (source, finding) => {
    expect(names(source)).toEqual([finding]);
  });
});

describe("what is let be", () => {
  it.each([
    ["parisc's own value", "#define SO_REUSEPORT 0x0200\n#define SO_BINDTOIFINDEX 0x4037\n"],
    ["values alike everywhere", "#define O_RDWR 2\n#define SIGKILL 9\n#define AF_INET 2\n"],
    ["another processor", "#ifdef __x86_64__\n#define SO_REUSEPORT 15\n#endif\n"],
    [
      "the branch for others",
      "#ifdef __hppa__\n#define SO_ZEROCOPY 0x4035\n#else\n#define SO_ZEROCOPY 60\n#endif\n",
    ],
    [
      "a chain of processors",
      "#if defined(__alpha__)\n#define SO_ZEROCOPY 60\n#elif defined __hppa__ || defined __hppa\n#define SO_ZEROCOPY 0x4035\n#else\n#define SO_ZEROCOPY 60\n#endif\n",
    ],
    [
      "another system",
      "#if defined(_WIN32) || defined(__APPLE__)\n#define SIGUSR1 10\n#define ENOSYS 78\n#endif\n",
    ],
    ["#if 0", "#if 0\n#define SO_REUSEPORT 15\n#endif\n"],
    ["a comment", "/* #define SO_REUSEPORT 15 */\n// #define SO_REUSEPORT 15\n"],
    ["a string", 'const char *s = "\\n#define SO_REUSEPORT 15\\n syscall(186)";\n'],
    ["another name's value", "#define O_CLOEXEC_FALLBACK O_CLOEXEC\n#define SO_REUSEPORT SO_REUSEADDR\n"],
    ["a macro with arguments", "#define SIGUSR1(x) 10\n"],
    [
      "a dummy for the compiler",
      "#ifndef __NR_migrate_pages\n#define __NR_migrate_pages 0\n#define __NR_mbind -1\n#endif\n",
    ],
    [
      "names in calls",
      "setsockopt(s, SOL_SOCKET, SO_REUSEPORT, &v, 4); kill(p, SIGUSR1); kill(p, 9); syscall(__NR_gettid);\n",
    ],
    ["an option of another level", "setsockopt(s, IPPROTO_TCP, 15, &v, 4);\n"],
    ["an assignment outside of an enum", "void f(void) { int SIGUSR1 = 10; }\n"],
    ["errno that was put there", "void f(void) { errno = 42; g(); assert(errno == 42); }\n"],
    ["an allowed line", "#define SO_REUSEPORT 15 /* uapi-lint: allow */\n"],
  ])("%s", (_what, source) => {
    expect(names(source)).toEqual([]);
  });
});

it("conditions are true, false or not known", () => {
  for (const [text, truth] of [
    ["defined(__hppa__)", true],
    ["defined __x86_64__", false],
    ["!defined(__x86_64__) && defined(__linux__)", true],
    ["defined(FOO) && defined(__mips__)", false],
    ["defined(FOO) || defined(__hppa__)", true],
    ["FOO > 3", null],
    ["defined(FOO)", null],
    ["0", false],
    ["1", true],
    ["(defined(__i386__) || defined(__arm__)) && BAR(3) == 2", false],
    ["__GNUC__ >= 4", null],
    ["", null],
    ["((", null],
  ] as const)
    expect([text, condition(text)]).toEqual([text, truth]);
});

it("expressions are reckoned where they are constant", () => {
  for (const [text, value] of [
    ["62", 62n],
    ["0x4037", 0x4037n],
    ["010", 8n],
    ["(1 << 5) | 2", 34n],
    ["-1", -1n],
    ["10UL", 10n],
    ["09", null],
    ["FOO", null],
    ["(1", null],
    ["", null],
    ["1 ? 2 : 3", null],
  ] as const)
    expect([text, evaluate(text)]).toEqual([text, value]);
});

it("line numbers survive continuations and comments; nesting without an end does no harm", () => {
  const lines = reachable("#if 1\na \\\nb\n/* x\ny */ c\n#else\nd\n");
  expect(
    lines.map((l) => `${l.at} ${l.text.trim().replace(/\s+/g, " ")}`).filter((l) => / ./.test(l)),
  ).toEqual(["2 a b", "5 c"]);
  expect(scan(`#endif\n#else\n${"#if X\n".repeat(1000)}#define SO_REUSEPORT 15`)).toHaveLength(1);
});

describe("the command", () => {
  const top = mkdtempSync(join(tmpdir(), "parisc-lint-"));
  afterAll(() => rmSync(top, { recursive: true, force: true }));
  const put = (name: string, text: string) => {
    mkdirSync(dirname(join(top, name)), { recursive: true });
    writeFileSync(join(top, name), text);
  };

  it("file:line, the right value, and the status; other processors' folders are passed over", () => {
    put("bad/include/lapi/socket.h", "#ifndef SO_REUSEPORT\n# define SO_REUSEPORT\t15\n#endif\n");
    put("bad/arch/x86/socket.c", "#define SO_REUSEPORT 15\n");
    put("bad/win32/x.h", "#define SIGUSR1 10\n");
    put("good/a.c", "#include <sys/socket.h>\nint main(void) { return SO_REUSEPORT; }\n");
    const bad = parisc(["uapi", "--lint", "bad"], { cwd: top });
    expect(bad.stdout.split("\n")[0]).toBe(
      "bad/include/lapi/socket.h:2: SO_REUSEPORT is 15 (0xf) here, but 512 (0x200) on parisc (<asm/socket.h>); it counts where the headers have no SO_REUSEPORT",
    );
    expect(bad.stdout).toContain("1 file: 1 value is wrong on parisc");
    expect(bad.status).toBe(1);
    const good = parisc(["uapi", "--lint", "good"], { cwd: top });
    expect([good.stdout, good.status]).toEqual(["1 file: no value that is wrong on parisc\n", 0]);
    expect(JSON.parse(parisc(["uapi", "--lint", "--json", "bad"], { cwd: top }).stdout)).toMatchObject([
      { line: 2, name: "SO_REUSEPORT" },
    ]);
    for (const args of [[], ["nosuch"], ["--colour", "good"]])
      expect(parisc(["uapi", "--lint", ...args], { cwd: top }).status).toBe(2);
  });
});
