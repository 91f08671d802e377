// Sessions at a shell with unmodified iproute2 and BusyBox, against what a real kernel printed (net-session/README.md).
// Above: nothing. Below: net-session/*.sh, *.golden; ../tools.ts; .cache/iproute2 (tools/iproute2.mjs).
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parisc, root } from "../tools.ts";

const here = join(root, "test/kernel/net-session");
const iproute2 = process.env.PARISC_IPROUTE2 ?? join(root, ".cache/iproute2");
const busybox = process.env.PARISC_BUSYBOX ?? join(root, ".cache/busybox/busybox");
const programs = ["ip", "bridge", "ss", "genl", "nstat"];
const missing = [...programs.map((p) => join(iproute2, p)), busybox].filter((p) => !existsSync(p));
if (missing.length)
  process.stdout.write(
    `net-session: skipped without ${missing[0]} (node tools/iproute2.mjs, tools/rootfs.mjs)\n`,
  );

const APPLETS =
  "arp arping awk basename brctl cat cut date echo env false grep head hexdump hostname httpd id ifconfig kill ln ls mkdir mount nameif nc netstat nsenter ping ping6 printf readlink rm route sed seq sh sleep sort tail timeout touch tr traceroute true udhcpc udhcpd umount unshare vconfig wc wget";

/** Runs of lines that a hash orders: neighbours that go with their device. */
const unordered = (line: string): boolean => /^(\[NEIGH\])?Deleted ff02::/.test(line);

/** What no two runs have in common goes. */
function normalise(text: string): string {
  const lines = text
    .split("\n")
    .filter((l) => !/^(#|@@)/.test(l))
    .map((l) =>
      l
        .replace(/[0-9a-f]{2}(:[0-9a-f]{2}){5}/g, "MAC")
        .replace(/ +$/, "")
        .replace(/pid=[0-9]+/g, "pid=N")
        .replace(/(ss|ip|nc)\/[0-9]+/g, "$1/N")
        .replace(/ino:[0-9]+/g, "ino:N")
        .replace(/sk:[0-9a-f]+/g, "sk:N")
        .replace(/time=[0-9.]+/, "time=T")
        .replace(/= [0-9.]+\/[0-9.]+\/[0-9.]+ ms/, "= T ms")
        .replace(/valid_lft [0-9]+sec.*/, "lft")
        .replace(/[a-z]+_timer +[0-9.]+/g, "timer")
        .replace(/used [0-9]+\/[0-9]+\/[0-9]+/, "used U")
        .replace(/expires [0-9]+sec/g, "expires E")
        .replace(/identify [0-9]+/, "identify N")
        .replace(/(127\.0\.0\.1\]?):[345][0-9]{4}/g, "$1:PORT")
        .replace(/ (RX|TX) packets:.*/, " $1")
        .replace(/ RX bytes:.*/, " BYTES")
        .replace(/(\[MAC\]) [0-9.]+ms/, "$1 T")
        .replace(/ +[0-9]+\.[0-9]+ ms$/, " T ms")
        .replace(/HWaddr [0-9A-F:]{17}/, "HWaddr MAC")
        .replace(/^ +[0-9]+( +[0-9]+){5}$/, " STATS"),
    )
    .filter((l) => l !== "");
  for (let i = 0; i < lines.length; i++) {
    let n = 0;
    while (unordered(lines[i + n] ?? "")) n++;
    if (n > 1) lines.splice(i, n, ...lines.slice(i, i + n).sort());
    i += n;
  }
  return `${lines.join("\n")}\n`;
}

interface session {
  readonly name: string;
  /** Devices besides lo. */
  readonly net: readonly string[];
}
const sessions: readonly session[] = [
  { name: "devices", net: ["bond", "dummy"] },
  { name: "monitor", net: ["bond", "dummy"] },
  { name: "links", net: ["bond", "dummy"] },
  { name: "routes", net: ["bond", "dummy"] },
  { name: "sockets", net: ["bond", "dummy"] },
  { name: "busybox", net: ["bond", "dummy"] },
  { name: "failover", net: ["bond", "dummy", "failover,mac=52:54:00:12:34:56,other=52:54:00:aa:bb:cc"] },
];

describe.skipIf(missing.length > 0)("iproute2 as on a real kernel", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "net-session-"));
    const bin = join(folder, "bin");
    mkdirSync(bin);
    for (const p of programs) copyFileSync(join(iproute2, p), join(bin, p));
    copyFileSync(busybox, join(bin, "busybox"));
    for (const a of APPLETS.split(" ")) symlinkSync("busybox", join(bin, a));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(sessions)("$name", { timeout: 60_000 }, ({ name, net }) => {
    const golden = join(here, `${name}.golden`);
    const consoles = process.env.NET_SESSION_CONSOLES;
    if (consoles) {
      writeFileSync(golden, normalise(readFileSync(join(consoles, `${name}.console`), "latin1")));
      return;
    }
    const script =
      readFileSync(join(here, "prelude.sh"), "utf8") + readFileSync(join(here, `${name}.sh`), "utf8");
    writeFileSync(join(folder, "session"), script);
    const r = parisc([
      ...["run", "--kernel", "6.1", "--hostname", "oracle", "--clock", "virtual", "--memory", "256M"],
      ...["--dir", `${folder}/bin:/bin:ro`, "--dir", `${folder}:/probes:ro`, "-E", "PATH=/bin"],
      ...net.flatMap((d) => ["--net", d]),
      ...["/bin/sh", "/probes/session"],
    ]);
    expect(normalise(r.stdout)).toBe(readFileSync(golden, "latin1"));
  });
});
