// Generic netlink: families with names, a row each, and the controller that tells of them (net/netlink/genetlink.c).
// Above: ../init.ts. Below: netlink_msg.ts. Partial: one family, the controller itself; it does not tell policies
// (CTRL_CMD_GETPOLICY).

import { EINVAL, ENOENT, EOPNOTSUPP, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import * as G from "../../uapi/linux/genetlink.ts";
import { NETLINK_GENERIC, NLM_F_DUMP, NLM_F_MULTI } from "../../uapi/linux/netlink.ts";
import { netlink_dump_start, netlink_net_capable, nlmsg_unicast } from "./netlink_msg.ts";
import type { netlink_kernel_cfg, netlink_request } from "./netlink_sock.ts";
import {
  NLA_STRING,
  NLA_U16,
  NLMSG_ALIGN,
  NLMSG_HDRLEN,
  type nlattrs,
  nlmsg,
  nlmsg_parse,
  type policy,
} from "./nlattr.ts";

type dump = Generator<Uint8Array, number | undefined, void>;

/** One command of a family (struct genl_ops). */
export interface genl_ops {
  readonly cmd: number;
  /** GENL_ADMIN_PERM, GENL_UNS_ADMIN_PERM. */
  readonly flags?: number;
  readonly policy?: policy;
  readonly maxattr?: number;
  doit?(r: netlink_request, tb: nlattrs): number;
  dumpit?(r: netlink_request): dump;
}

/** struct genl_family. */
export interface genl_family {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  readonly hdrsize: number;
  readonly maxattr: number;
  readonly ops: readonly genl_ops[];
  readonly mcgrps: readonly { readonly id: number; readonly name: string }[];
}

// ---- the controller ----

function capabilities(op: genl_ops): number {
  return (
    (op.flags ?? 0) |
    (op.doit ? G.GENL_CMD_CAP_DO : 0) |
    (op.dumpit ? G.GENL_CMD_CAP_DUMP : 0) |
    (op.policy ? G.GENL_CMD_CAP_HASPOL : 0)
  );
}

function ctrl_fill_info(r: netlink_request, family: genl_family, flags: number): Uint8Array {
  const m = new nlmsg(G.GENL_ID_CTRL, flags, r.nlh.nlmsg_seq, r.portid);
  m.u8(G.CTRL_CMD_NEWFAMILY).u8(2).u16(0);
  m.putString(G.CTRL_ATTR_FAMILY_NAME, family.name)
    .putU16(G.CTRL_ATTR_FAMILY_ID, family.id)
    .putU32(G.CTRL_ATTR_VERSION, family.version)
    .putU32(G.CTRL_ATTR_HDRSIZE, family.hdrsize)
    .putU32(G.CTRL_ATTR_MAXATTR, family.maxattr);
  if (family.ops.length) {
    m.nest(G.CTRL_ATTR_OPS, () => {
      for (const [i, op] of family.ops.entries())
        m.nest(i + 1, () =>
          m.putU32(G.CTRL_ATTR_OP_ID, op.cmd).putU32(G.CTRL_ATTR_OP_FLAGS, capabilities(op)),
        );
    });
  }
  if (family.mcgrps.length) {
    m.nest(G.CTRL_ATTR_MCAST_GROUPS, () => {
      for (const [i, group] of family.mcgrps.entries())
        m.nest(i + 1, () =>
          m.putU32(G.CTRL_ATTR_MCAST_GRP_ID, group.id).putString(G.CTRL_ATTR_MCAST_GRP_NAME, group.name),
        );
    });
  }
  return m.end();
}

function ctrl_getfamily(r: netlink_request, tb: nlattrs): number {
  const id = tb.get(G.CTRL_ATTR_FAMILY_ID);
  const name = tb.get(G.CTRL_ATTR_FAMILY_NAME);
  if (!id && !name) return -EINVAL;
  const family = families.find((f) => (name ? f.name === name.string : f.id === id!.u16));
  return family ? nlmsg_unicast(r, ctrl_fill_info(r, family, 0)) : -ENOENT;
}

function* ctrl_dumpfamily(r: netlink_request): dump {
  for (const family of families) yield ctrl_fill_info(r, family, NLM_F_MULTI);
  return undefined;
}

const genl_ctrl: genl_family = {
  id: G.GENL_ID_CTRL,
  name: "nlctrl",
  version: 2,
  hdrsize: 0,
  maxattr: 0,
  ops: [
    {
      cmd: G.CTRL_CMD_GETFAMILY,
      maxattr: G.CTRL_ATTR_FAMILY_NAME,
      policy: { [G.CTRL_ATTR_FAMILY_ID]: NLA_U16, [G.CTRL_ATTR_FAMILY_NAME]: NLA_STRING(G.GENL_NAMSIZ - 1) },
      doit: ctrl_getfamily,
      dumpit: ctrl_dumpfamily,
    },
  ],
  // The first number is the first family's.
  mcgrps: [{ id: G.GENL_ID_CTRL, name: "notify" }],
};

const families: readonly genl_family[] = [genl_ctrl];

// ---- dispatch ----

/** One request to a family: 0, -ENOENT (no such family), -EOPNOTSUPP (no such command) … */
export function genl_rcv_msg(r: netlink_request): number {
  const { nlh, bytes, net } = r;
  const family = families.find((f) => f.id === nlh.nlmsg_type);
  if (!family) return -ENOENT;
  const hdrlen = G.GENL_HDRLEN + NLMSG_ALIGN(family.hdrsize);
  if (bytes.length < NLMSG_HDRLEN + hdrlen) return -EINVAL;
  const cmd = bytes[NLMSG_HDRLEN];
  const op = family.ops.find((o) => o.cmd === cmd);
  if (!op) return -EOPNOTSUPP;
  if (op.flags && op.flags & G.GENL_ADMIN_PERM && !netlink_net_capable(r, CAP_NET_ADMIN)) return -EPERM;
  if (op.flags && op.flags & G.GENL_UNS_ADMIN_PERM && !netlink_net_capable(r, CAP_NET_ADMIN, net))
    return -EPERM;
  if ((nlh.nlmsg_flags & NLM_F_DUMP) === NLM_F_DUMP)
    return op.dumpit ? netlink_dump_start(r, op.dumpit(r)) : -EOPNOTSUPP;
  if (!op.doit) return -EOPNOTSUPP;
  const tb = nlmsg_parse(bytes, hdrlen, op.maxattr ?? family.maxattr, op.policy ?? {}, r.extack);
  if (typeof tb === "number") return tb;
  return op.doit(r, tb) || 0;
}

export const genl_cfg: netlink_kernel_cfg = {
  protocol: NETLINK_GENERIC,
  groups: 32,
  nonroot_recv: true,
  rcv: genl_rcv_msg,
};
