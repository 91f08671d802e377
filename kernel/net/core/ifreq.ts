// struct ifreq, as the SIOC[GS]IF* ioctls carry it: 16 bytes of name, 16 bytes of argument.
// Above: dev_ioctl.ts, ../ipv4/devinet_ioctl.ts, drivers' ioctls. Below: ../../mm/uaccess.ts.

import { copy_from_user, copy_to_user } from "../../mm/uaccess.ts";
import type { task_struct } from "../../task/task.ts";
import { IFNAMSIZ } from "../../uapi/linux/if.ts";

export const SIZEOF_IFREQ = 32;

export class ifreq {
  readonly bytes: Uint8Array;
  /** ifr_ifru. */
  readonly data: DataView;

  constructor(bytes: Uint8Array = new Uint8Array(SIZEOF_IFREQ)) {
    this.bytes = bytes;
    this.data = new DataView(bytes.buffer, bytes.byteOffset + IFNAMSIZ, SIZEOF_IFREQ - IFNAMSIZ);
  }

  /** From a program; a bad pointer throws UserFault. */
  static from_user(t: task_struct, addr: number): ifreq {
    return new ifreq(copy_from_user(t, addr, SIZEOF_IFREQ));
  }

  to_user(t: task_struct, addr: number): void {
    copy_to_user(t, addr, this.bytes);
  }

  #string(at: number): string {
    let s = "";
    for (let i = at; i < at + IFNAMSIZ - 1 && this.bytes[i]; i++) s += String.fromCharCode(this.bytes[i]);
    return s;
  }

  /** ifr_name, cut at 15 bytes. */
  get name(): string {
    return this.#string(0);
  }
  set name(s: string) {
    this.bytes.fill(0, 0, IFNAMSIZ);
    for (let i = 0; i < s.length && i < IFNAMSIZ - 1; i++) this.bytes[i] = s.charCodeAt(i);
  }
  /** The device's part of an alias "eth0:1". */
  get device(): string {
    return this.name.split(":", 1)[0];
  }
  get newname(): string {
    return this.#string(IFNAMSIZ);
  }

  /** ifr_flags, mtu, index …: the first word, or half-word. */
  get word(): number {
    return this.data.getInt32(0);
  }
  set word(v: number) {
    this.data.setInt32(0, v);
  }
  get half(): number {
    return this.data.getInt16(0);
  }
  set half(v: number) {
    this.data.setInt16(0, v);
  }

  /** ifr_addr as sockaddr_in. */
  get sin_family(): number {
    return this.data.getUint16(0);
  }
  get sin_addr(): number {
    return this.data.getUint32(4);
  }
  set_sin(family: number, addr: number): void {
    for (let i = 0; i < 16; i++) this.data.setUint8(i, 0);
    this.data.setUint16(0, family);
    this.data.setUint32(4, addr);
  }
  /** ifr_hwaddr's address. */
  get sa_data(): Uint8Array {
    return this.bytes.subarray(IFNAMSIZ + 2, SIZEOF_IFREQ);
  }
}
