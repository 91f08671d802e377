// The socket ioctls in strace: SIOC names, and the part of struct ifreq each one reads or fills.
// Above: show-fs.ts (ioctl). Below: guest.ts, uapi/linux/if.ts.

import type { task_struct } from "../task/task.ts";
import * as asm_sockios from "../uapi/asm/sockios.ts";
import * as if_h from "../uapi/linux/if.ts";
import { ifconf, ifreq } from "../uapi/linux/if.ts";
import * as sockios from "../uapi/linux/sockios.ts";
import { address, peek, peekStruct, quote } from "./guest.ts";
import { flagsOf, oneOf } from "./names.ts";
import { hardwareTypes, sockaddrBytes } from "./show-sockaddr.ts";

const keep = (n: string) => !/SIOC(DEVPRIVATE|PROTOPRIVATE|_IOC_TYPE|GIFDEVPRIVATE)|^SIOCIN?Q$/.test(n);
const names = oneOf(sockios, "SIOC", keep);
const asmNames = oneOf(asm_sockios, "SIOC FIO");

/** "SIOCGIFFLAGS"; null for what is no socket ioctl. */
export function socketIoctl(cmd: number): string | null {
  for (const f of [names, asmNames]) {
    const name = f(cmd);
    if (!/^[-0-9]/.test(name)) return name;
  }
  return null;
}

export const interfaceFlags = flagsOf(if_h, "IFF_", "0", (n) => n !== "IFF_VOLATILE");

/** What an ioctl keeps in ifr_ifru. */
type Part = (b: Uint8Array) => string;
const flags: Part = (b) => `ifr_flags=${interfaceFlags(ifreq.read(b, "ifr_flags") & 0xffff)}`;
const index: Part = (b) => `ifr_ifindex=${ifreq.read(b, "ifr_ifindex")}`;
const mtu: Part = (b) => `ifr_mtu=${ifreq.read(b, "ifr_mtu")}`;
const metric: Part = (b) => `ifr_metric=${ifreq.read(b, "ifr_metric")}`;
const qlen: Part = (b) => `ifr_qlen=${ifreq.read(b, "ifr_qlen")}`;
const name =
  (key: "ifr_newname" | "ifr_slave"): Part =>
  (b) =>
    `${key}="${ifreq.read(b, key)}"`;
const addr =
  (key: string): Part =>
  (b) =>
    `${key}=${sockaddrBytes(b.subarray(16, 32))}`;
const hardware: Part = (b) => {
  const type = hardwareTypes((b[16] << 8) | b[17]);
  const mac = Array.from(b.subarray(18, 24), (v) => v.toString(16).padStart(2, "0")).join(":");
  return `ifr_hwaddr={sa_family=${type}, sa_data=${mac}}`;
};
const data: Part = (b) => `ifr_data=${address(ifreq.read(b, "ifr_data"))}`;

/** cmd -> [what the program gives, what it gets back]. */
const parts = new Map<number, [Part | null, Part | null]>([
  [sockios.SIOCGIFNAME, [index, null]],
  [sockios.SIOCGIFINDEX, [null, index]],
  [sockios.SIOCGIFFLAGS, [null, flags]],
  [sockios.SIOCSIFFLAGS, [flags, null]],
  [sockios.SIOCGIFADDR, [null, addr("ifr_addr")]],
  [sockios.SIOCSIFADDR, [addr("ifr_addr"), null]],
  [sockios.SIOCGIFDSTADDR, [null, addr("ifr_dstaddr")]],
  [sockios.SIOCSIFDSTADDR, [addr("ifr_dstaddr"), null]],
  [sockios.SIOCGIFBRDADDR, [null, addr("ifr_broadaddr")]],
  [sockios.SIOCSIFBRDADDR, [addr("ifr_broadaddr"), null]],
  [sockios.SIOCGIFNETMASK, [null, addr("ifr_netmask")]],
  [sockios.SIOCSIFNETMASK, [addr("ifr_netmask"), null]],
  [sockios.SIOCGIFHWADDR, [null, hardware]],
  [sockios.SIOCSIFHWADDR, [hardware, null]],
  [sockios.SIOCSIFHWBROADCAST, [hardware, null]],
  [sockios.SIOCGIFMTU, [null, mtu]],
  [sockios.SIOCSIFMTU, [mtu, null]],
  [sockios.SIOCGIFMETRIC, [null, metric]],
  [sockios.SIOCSIFMETRIC, [metric, null]],
  [sockios.SIOCGIFTXQLEN, [null, qlen]],
  [sockios.SIOCSIFTXQLEN, [qlen, null]],
  [sockios.SIOCSIFNAME, [name("ifr_newname"), null]],
  [sockios.SIOCBONDENSLAVE, [name("ifr_slave"), null]],
  [sockios.SIOCBONDRELEASE, [name("ifr_slave"), null]],
  [sockios.SIOCBRADDIF, [index, null]],
  [sockios.SIOCBRDELIF, [index, null]],
  [sockios.SIOCETHTOOL, [data, null]],
  [sockios.SIOCGIFCONF, [null, null]],
]);

export const isIfreq = (cmd: number): boolean => parts.has(cmd);

/** {ifr_name="eth0", ifr_flags=IFF_UP} => the part that comes back is shown only when the call went well. */
export function ifreqText(t: task_struct, cmd: number, at: number, ret: number): string {
  if (cmd === sockios.SIOCGIFCONF) {
    return peekStruct(t, at, ifconf, (c) => `{ifc_len=${c.ifc_len}, ifc_buf=${address(c.ifc_buf)}}`);
  }
  const b = peek(t, at, ifreq.size);
  if (b.length < ifreq.size) return address(at);
  const [given, got] = parts.get(cmd) ?? [null, null];
  const fields: string[] = [];
  const byIndex = cmd === sockios.SIOCGIFNAME;
  if (!byIndex || ret >= 0)
    fields.push(`ifr_name=${quote(b.subarray(0, Math.max(0, b.subarray(0, 16).indexOf(0))))}`);
  if (given) fields.push(given(b));
  if (got && ret >= 0) fields.push(got(b));
  return `{${byIndex ? fields.reverse().join(", ") : fields.join(", ")}}`;
}
