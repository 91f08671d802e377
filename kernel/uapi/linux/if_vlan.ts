// <linux/if_vlan.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { at, chars, s16, s32, struct, u32 } from "../struct.ts";

export const ADD_VLAN_CMD = 0;
export const DEL_VLAN_CMD = 1;
export const SET_VLAN_INGRESS_PRIORITY_CMD = 2;
export const SET_VLAN_EGRESS_PRIORITY_CMD = 3;
export const GET_VLAN_INGRESS_PRIORITY_CMD = 4;
export const GET_VLAN_EGRESS_PRIORITY_CMD = 5;
export const SET_VLAN_NAME_TYPE_CMD = 6;
export const SET_VLAN_FLAG_CMD = 7;
export const GET_VLAN_REALDEV_NAME_CMD = 8;
export const GET_VLAN_VID_CMD = 9;
export const VLAN_FLAG_REORDER_HDR = 1;
export const VLAN_FLAG_GVRP = 2;
export const VLAN_FLAG_LOOSE_BINDING = 4;
export const VLAN_FLAG_MVRP = 8;
export const VLAN_FLAG_BRIDGE_BINDING = 0x10;
export const VLAN_NAME_TYPE_PLUS_VID = 0;
export const VLAN_NAME_TYPE_RAW_PLUS_VID = 1;
export const VLAN_NAME_TYPE_PLUS_VID_NO_PAD = 2;
export const VLAN_NAME_TYPE_RAW_PLUS_VID_NO_PAD = 3;
export const VLAN_NAME_TYPE_HIGHEST = 4;

export const vlan_ioctl_args = struct("vlan_ioctl_args", {
  cmd: s32,
  device1: chars(24),
  u: struct("", {
    device2: chars(24),
    VID: at(0, s32),
    skb_priority: at(0, u32),
    name_type: at(0, u32),
    bind_type: at(0, u32),
    flag: at(0, u32),
  }),
  vlan_qos: s16,
});
