// The files of /proc about the system as a whole: a row each (name, text).
// Above: root.ts. Below: kernel.ts.

import type { Kernel } from "../../kernel.ts";
import { nsec_to_clock_t } from "./array.ts";

type row = readonly [name: string, show: (kernel: Kernel) => string, mode?: number];

const kb = (label: string, n: number) => `${`${label}:`.padEnd(16)}${String(Math.floor(n)).padStart(8)} kB\n`;

function meminfo(k: Kernel): string {
  const { totalFrames, usedFrames } = k.machine.phys;
  const total = totalFrames * 4;
  const free = (totalFrames - usedFrames) * 4;
  let anon = 0;
  let file = 0;
  const seen = new Set<unknown>();
  for (const t of k.tasks.values()) {
    if (!t.mm || seen.has(t.mm)) continue;
    seen.add(t.mm);
    anon += t.mm.rss_anon * 4;
    file += t.mm.rss_file * 4;
  }
  const zero = [
    "SwapCached",
    "Active",
    "Inactive",
    "Active(anon)",
    "Inactive(anon)",
    "Active(file)",
    "Inactive(file)",
    "Unevictable",
    "Mlocked",
    "SwapTotal",
    "SwapFree",
    "Dirty",
    "Writeback",
  ];
  return (
    kb("MemTotal", total) +
    kb("MemFree", free) +
    kb("MemAvailable", free) +
    kb("Buffers", 0) +
    kb("Cached", Math.max(0, total - free - anon)) +
    zero.map((z) => kb(z, 0)).join("") +
    kb("AnonPages", anon) +
    kb("Mapped", file) +
    kb("Shmem", 0) +
    kb("KReclaimable", 0) +
    kb("Slab", 0) +
    kb("SReclaimable", 0) +
    kb("SUnreclaim", 0) +
    kb("KernelStack", k.tasks.size * 16) +
    kb("PageTables", seen.size * 4) +
    kb("NFS_Unstable", 0) +
    kb("Bounce", 0) +
    kb("WritebackTmp", 0) +
    kb("CommitLimit", total / 2) +
    kb("Committed_AS", anon) +
    kb("VmallocTotal", 32768) +
    kb("VmallocUsed", 0) +
    kb("VmallocChunk", 0) +
    kb("Percpu", 0)
  );
}

/** The machine we are: a B160L without its 3D graphics, as qemu's (arch/parisc/kernel/processor.c show_cpuinfo). */
function cpuinfo(): string {
  const lines: [string, string][] = [
    ["processor\t", "0"],
    ["cpu family\t", "PA-RISC 1.1e"],
    ["cpu\t\t", "PA7300LC (PCX-L2)"],
    ["cpu MHz\t\t", "100.000000"],
    ["capabilities\t", "os32 nva_supported (0x02)"],
    ["model\t\t", "9000/778/B160L - Merlin L2 160 QEMU"],
    ["hversion\t", "0x00005020"],
    ["sversion\t", "0x00000481"],
    ["I-cache\t\t", "0 KB"],
    ["D-cache\t\t", "0 KB (WB, direct mapped)"],
    ["ITLB entries\t", "256"],
    ["DTLB entries\t", "256 - shared with ITLB"],
    ["bogomips\t", "200.00"],
    ["software id\t", "2005770379"],
  ];
  return `${lines.map(([a, b]) => `${a}: ${b}\n`).join("")}\n`;
}

function times(k: Kernel): { user: number; system: number; idle: number; up: number } {
  let user = 0;
  let system = 0;
  for (const t of k.tasks.values()) {
    user += t.times.utime;
    system += t.times.stime;
  }
  const up = k.now();
  return { user, system, up, idle: Math.max(0, up - user - system) };
}

function stat(k: Kernel): string {
  const { user, system, idle, up } = times(k);
  const cpu = `${nsec_to_clock_t(user)} 0 ${nsec_to_clock_t(system)} ${nsec_to_clock_t(idle)} 0 0 0 0 0 0`;
  const btime = (k.realtime() - BigInt(Math.round(up))) / 1_000_000_000n;
  let running = 0;
  let blocked = 0;
  for (const t of k.tasks.values()) {
    if (t.state === 0 && !t.exit_state) running++;
    if (t.state === 2) blocked++;
  }
  return (
    `cpu  ${cpu}\ncpu0 ${cpu}\nintr 0\nctxt ${k.sched.switches}\nbtime ${btime}\nprocesses ${k.total_forks}\n` +
    `procs_running ${running}\nprocs_blocked ${blocked}\nsoftirq 0 0 0 0 0 0 0 0 0 0 0\n`
  );
}

function uptime(k: Kernel): string {
  const { up, idle } = times(k);
  return `${(up / 1e9).toFixed(2)} ${(idle / 1e9).toFixed(2)}\n`;
}

function loadavg(k: Kernel): string {
  let running = 0;
  for (const t of k.tasks.values()) if (t.state === 0 && !t.exit_state) running++;
  return `0.00 0.00 0.00 ${running}/${k.tasks.size} ${k.init_pid_ns.last}\n`;
}

const banner = (k: Kernel) => {
  const u = k.init_uts_ns.name;
  return `${u.sysname} version ${u.release} (parisc@parisc) (hppa-linux-gnu-gcc) ${u.version}\n`;
};

export const system_files: readonly row[] = [
  ["buddyinfo", () => ""],
  ["cgroups", () => "#subsys_name\thierarchy\tnum_cgroups\tenabled\n"],
  ["cmdline", () => "root=/dev/root console=ttyS0\n"],
  ["consoles", () => "ttyS0                -W- (EC   a)    4:64\n"],
  ["cpuinfo", cpuinfo],
  ["diskstats", () => ""],
  ["execdomains", () => "0-0\tLinux           \t[kernel]\n"],
  ["interrupts", () => "           CPU0       \n"],
  ["iomem", () => "00000000-3fffffff : System RAM\n"],
  ["ioports", () => ""],
  ["kallsyms", () => ""],
  ["loadavg", loadavg],
  ["meminfo", meminfo],
  ["misc", () => "235 autofs\n"],
  ["modules", () => ""],
  ["pagetypeinfo", () => "", 0o400],
  ["partitions", () => "major minor  #blocks  name\n\n"],
  ["slabinfo", () => "slabinfo - version: 2.1\n", 0o400],
  ["softirqs", () => "                    CPU0       \n"],
  ["stat", stat],
  ["swaps", () => "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"],
  ["tty/drivers", tty_drivers],
  ["uptime", uptime],
  ["version", banner],
  ["vmallocinfo", () => "", 0o400],
  [
    "vmstat",
    (k) =>
      `nr_free_pages ${k.machine.phys.totalFrames - k.machine.phys.usedFrames}\nnr_dirty 0\npgfault 0\npgmajfault 0\n`,
  ],
  ["zoneinfo", () => ""],
];

function tty_drivers(): string {
  return [
    "/dev/tty             /dev/tty        5       0 system:/dev/tty",
    "/dev/console         /dev/console    5       1 system:console",
    "/dev/ptmx            /dev/ptmx       5       2 system",
    "serial               /dev/ttyS       4 64-67 serial",
    "pty_slave            /dev/pts      136 0-1048575 pty:slave",
    "pty_master           /dev/ptm      128 0-1048575 pty:master",
    "",
  ].join("\n");
}
