// Captures: the blocks of a pcapng file, byte by byte, and that tcpdump reads it where there is one.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Kernel } from "../../kernel/kernel.ts";
import { pcap_capture } from "../../kernel/net/drivers/pcap.ts";
import { netSetup } from "../../kernel/net/drivers/setup.ts";
import { SO_BROADCAST } from "../../kernel/uapi/asm/socket.ts";
import { in4, LO, SockSystem, TestSocket } from "./net-sock-system.ts";

interface Block {
  type: number;
  body: DataView;
}

function blocks(parts: Uint8Array[]): Block[] {
  const file = Buffer.concat(parts);
  const out: Block[] = [];
  for (let at = 0; at < file.length; ) {
    const length = file.readUInt32BE(at + 4);
    expect(length % 4).toBe(0);
    expect(file.readUInt32BE(at + length - 4)).toBe(length);
    out.push({
      type: file.readUInt32BE(at),
      body: new DataView(file.buffer, file.byteOffset + at + 8, length - 12),
    });
    at += length;
  }
  return out;
}

function capture(name = "lo"): { parts: Uint8Array[]; sys: SockSystem } {
  const sys = new SockSystem();
  const parts: Uint8Array[] = [];
  pcap_capture(sys.net, name, (b) => void parts.push(b));
  return { parts, sys };
}

function ping(sys: SockSystem): void {
  const s = TestSocket.make(sys, 2, 2);
  s.bind(in4(LO, 5555));
  s.send("hello", 0, in4(LO, 5555));
  s.close();
}

describe("a capture", () => {
  it("has a section, an interface, and each packet of lo once", () => {
    const { parts, sys } = capture();
    ping(sys);
    const [section, dev, packet, ...rest] = blocks(parts);
    expect(rest).toEqual([]);
    expect(section.type).toBe(0x0a0d0d0a);
    expect(section.body.getUint32(0)).toBe(0x1a2b3c4d);
    expect(dev.type).toBe(1);
    expect(dev.body.getUint16(0)).toBe(1);
    expect(String.fromCharCode(dev.body.getUint8(12), dev.body.getUint8(13))).toBe("lo");
    expect(packet.type).toBe(6);
    // Ethernet, IPv4, UDP and 5 bytes.
    expect(packet.body.getUint32(12)).toBe(14 + 20 + 8 + 5);
    expect(packet.body.getUint16(20 + 12)).toBe(0x0800);
    const time = (BigInt(packet.body.getUint32(4)) << 32n) | BigInt(packet.body.getUint32(8));
    expect(time).toBe(sys.realtime());
  });

  it("takes a device that comes later by its name, and tells directions", () => {
    const { parts, sys } = capture("eth7");
    const kernel = Object.assign(sys, { init_net: sys.net.init_net }) as unknown as Kernel;
    netSetup(kernel, "dummy,name=eth7,addr=10.9.0.1/24");
    const s = TestSocket.make(sys, 2, 2);
    s.setsockopt(SO_BROADCAST, 1);
    s.send("x", 0, in4(0x0a0900ff, 7));
    const all = blocks(parts);
    expect(all.filter((b) => b.type === 1).length).toBe(1);
    const packets = all.filter((b) => b.type === 6);
    expect(packets.length).toBeGreaterThan(0);
    for (const p of packets) {
      const flags = 20 + ((p.body.getUint32(12) + 3) & ~3);
      expect(p.body.getUint16(flags)).toBe(2);
      expect(p.body.getUint32(flags + 4)).toBe(2);
    }
  });

  const tcpdump = spawnSync("tcpdump", ["--version"]).error === undefined;
  it.skipIf(!tcpdump)("is read by tcpdump", () => {
    const { parts, sys } = capture();
    ping(sys);
    const dir = mkdtempSync(join(tmpdir(), "pcap-"));
    writeFileSync(join(dir, "a.pcapng"), Buffer.concat(parts));
    const r = spawnSync("tcpdump", ["-nr", join(dir, "a.pcapng")], { encoding: "utf8" });
    rmSync(dir, { recursive: true });
    expect(r.stdout).toContain("127.0.0.1.5555 > 127.0.0.1.5555: UDP, length 5");
  });
});
