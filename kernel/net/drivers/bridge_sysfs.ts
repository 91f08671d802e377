// Bridges in /sys: BRIDGE/bridge, BRIDGE/brif, PORT/brport, as brctl reads them (net/bridge/br_sysfs_br.c, br_sysfs_if.c).
// Above: bridge.ts. Below: ../../fs/kernfs.ts.

import { kernfs_create_dir, kernfs_create_file, kernfs_create_link, kernfs_remove } from "../../fs/kernfs.ts";
import type { net_bridge, net_bridge_port } from "./bridge.ts";

const ticks = (ns: number): number => Math.round(ns / 1e7);
const hex = (n: number, width: number): string => n.toString(16).padStart(width, "0");
const mac = (b: Uint8Array): string => Array.from(b, (x) => hex(x, 2)).join("");

/** "8000.525400123456" */
export const bridge_id_text = (br: net_bridge): string => `${hex(br.priority, 4)}.${mac(br.bridge_addr)}`;

const bridge_files: readonly [string, (br: net_bridge) => string | number][] = [
  ["forward_delay", (br) => ticks(br.forward_delay)],
  ["hello_time", (br) => ticks(br.hello_time)],
  ["max_age", (br) => ticks(br.max_age)],
  ["ageing_time", (br) => ticks(br.ageing_time)],
  ["stp_state", (br) => br.stp_enabled],
  ["priority", (br) => br.priority],
  ["root_id", bridge_id_text],
  ["bridge_id", bridge_id_text],
  ["root_port", () => 0],
  ["root_path_cost", () => 0],
  ["topology_change", () => 0],
  ["topology_change_detected", () => 0],
  ["hello_timer", () => 0],
  ["tcn_timer", () => 0],
  ["topology_change_timer", () => 0],
  ["gc_timer", () => 0],
  ["vlan_filtering", (br) => Number(br.vlan_enabled)],
  ["vlan_protocol", () => "0x8100"],
  ["default_pvid", (br) => br.default_pvid],
  ["vlan_stats_enabled", (br) => br.vlan_stats_enabled],
  ["vlan_stats_per_port", (br) => br.vlan_stats_per_port],
];

const port_files: readonly [string, (p: net_bridge_port) => string | number][] = [
  ["path_cost", (p) => p.path_cost],
  ["priority", (p) => p.priority],
  ["designated_root", (p) => bridge_id_text(p.br)],
  ["designated_bridge", (p) => bridge_id_text(p.br)],
  ["designated_port", (p) => (p.priority << 10) | p.port_no],
  ["designated_cost", () => 0],
  ["port_id", (p) => `0x${hex((p.priority << 10) | p.port_no, 4)}`],
  ["port_no", (p) => `0x${p.port_no.toString(16)}`],
  ["change_ack", () => 0],
  ["config_pending", () => 0],
  ["state", (p) => p.state],
  ["message_age_timer", () => 0],
  ["forward_delay_timer", () => 0],
  ["hold_timer", () => 0],
  ["learning", (p) => Number(p.learning)],
  ["unicast_flood", (p) => Number(p.flood)],
  ["hairpin_mode", (p) => Number(p.hairpin)],
  ["isolated", (p) => Number(p.isolated)],
];

/** The bridge has been registered. */
export function br_sysfs_addbr(br: net_bridge): void {
  const { kobj } = br.dev.dev;
  if (!kobj) return;
  const folder = kernfs_create_dir(kobj, "bridge", 0o755);
  for (const [name, show] of bridge_files)
    kernfs_create_file(folder, name, 0o444, { show: () => `${show(br)}\n` });
  kernfs_create_dir(kobj, "brif", 0o755);
}

export function br_sysfs_addif(p: net_bridge_port): void {
  const { kobj } = p.dev.dev;
  const brif = p.br.dev.dev.kobj?.find("brif");
  if (!kobj || !brif) return;
  const folder = kernfs_create_dir(kobj, "brport", 0o755);
  for (const [name, show] of port_files)
    kernfs_create_file(folder, name, 0o444, { show: () => `${show(p)}\n` });
  kernfs_create_link(folder, "bridge", () => `../../${p.br.dev.name}`);
  kernfs_create_link(brif, p.dev.name, () => `../../${p.dev.name}/brport`);
}

/** The port leaves; name: the one under which its link was made. */
export function br_sysfs_delif(p: net_bridge_port, name = p.dev.name): void {
  const link = p.br.dev.dev.kobj?.find("brif")?.find(name);
  if (link) kernfs_remove(link);
  const folder = p.dev.dev.kobj?.find("brport");
  if (folder) kernfs_remove(folder);
}

/** The port has another name: the link in BRIDGE/brif follows. */
export function br_sysfs_renameif(p: net_bridge_port, oldname: string): void {
  br_sysfs_delif(p, oldname);
  br_sysfs_addif(p);
}
