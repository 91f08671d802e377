// <linux/vm_sockets.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { bytes, struct, u8, u16, u32 } from "../struct.ts";

export const SO_VM_SOCKETS_BUFFER_SIZE = 0;
export const SO_VM_SOCKETS_BUFFER_MIN_SIZE = 1;
export const SO_VM_SOCKETS_BUFFER_MAX_SIZE = 2;
export const SO_VM_SOCKETS_PEER_HOST_VM_ID = 3;
export const SO_VM_SOCKETS_TRUSTED = 5;
export const SO_VM_SOCKETS_CONNECT_TIMEOUT_OLD = 6;
export const SO_VM_SOCKETS_NONBLOCK_TXRX = 7;
export const SO_VM_SOCKETS_CONNECT_TIMEOUT_NEW = 8;
export const SO_VM_SOCKETS_CONNECT_TIMEOUT = 6;
export const VMADDR_CID_ANY = 4294967295;
export const VMADDR_PORT_ANY = 4294967295;
export const VMADDR_CID_HYPERVISOR = 0;
export const VMADDR_CID_LOCAL = 1;
export const VMADDR_CID_HOST = 2;
export const VMADDR_FLAG_TO_HOST = 1;
export const VM_SOCKETS_INVALID_VERSION = 4294967295;
export const IOCTL_VM_SOCKETS_GET_LOCAL_CID = 0x7b9;

export const sockaddr_vm = struct("sockaddr_vm", {
  svm_family: u16,
  svm_reserved1: u16,
  svm_port: u32,
  svm_cid: u32,
  svm_flags: u8,
  svm_zero: bytes(3),
});
