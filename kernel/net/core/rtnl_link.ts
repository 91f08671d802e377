// The messages about links: which function serves which, and the alternative names (net/core/rtnetlink.c, release
// 6.1). Above: rtnetlink.ts (dispatch). Below: rtnl_getlink.ts, rtnl_newlink.ts, rtnl_setlink.ts.

import { EINVAL, ENODEV, EOPNOTSUPP } from "../../uapi/asm/errno.ts";
import * as L from "../../uapi/linux/if_link.ts";
import {
  RTM_DELLINK,
  RTM_DELLINKPROP,
  RTM_GETLINK,
  RTM_NEWLINK,
  RTM_NEWLINKPROP,
  RTM_SETLINK,
} from "../../uapi/linux/rtnetlink.ts";
import { AF_UNSPEC } from "../linux_socket.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import { NL_VALIDATE_STRICT, nla_list, nla_parse_nested } from "../netlink/nlattr.ts";
import { netdev_name_node_alt_create, netdev_name_node_alt_destroy } from "./dev_name.ts";
import { netdev_state_change } from "./link_watch.ts";
import { rtnl_register } from "./rtnetlink.ts";
import { check_link_dump, rtnl_dump_ifinfo, rtnl_getlink } from "./rtnl_getlink.ts";
import { find_dev, ifla_policy, parse_link, rtnl_ensure_unique_netns } from "./rtnl_link_msg.ts";
import { rtnl_dellink, rtnl_newlink } from "./rtnl_newlink.ts";
import { rtnl_setlink } from "./rtnl_setlink.ts";

// ---- alternative names (36fbf1e52bd3) ----

function rtnl_linkprop(r: netlink_request, add: boolean): number {
  if (!r.net.kernel.release.has("36fbf1e52bd3")) return -EOPNOTSUPP;
  const m = parse_link(r, NL_VALIDATE_STRICT);
  if (typeof m === "number") return m;
  const err = rtnl_ensure_unique_netns(m.tb, r.extack, true);
  if (err) return err;
  const dev = find_dev(r.net, m.ifm, m.tb);
  if (dev === undefined) return -EINVAL;
  if (!dev) return -ENODEV;
  const props = m.tb.get(L.IFLA_PROP_LIST);
  if (!props) return 0;
  const checked = nla_parse_nested(props, L.IFLA_MAX, ifla_policy, r.extack, NL_VALIDATE_STRICT);
  if (typeof checked === "number") return checked;
  let changed = false;
  for (const a of nla_list(props.data).attrs) {
    if (a.type !== L.IFLA_ALT_IFNAME) continue;
    const e = add ? netdev_name_node_alt_create(dev, a.string) : netdev_name_node_alt_destroy(dev, a.string);
    if (e) return e;
    changed = true;
  }
  if (changed) netdev_state_change(dev);
  return 0;
}

export function rtnl_link_init(): void {
  rtnl_register(
    {
      family: AF_UNSPEC,
      type: RTM_GETLINK,
      doit: rtnl_getlink,
      checkDump: check_link_dump,
      dumpit: rtnl_dump_ifinfo,
      seqOf: (net) => net.dev_base_seq,
    },
    { family: AF_UNSPEC, type: RTM_SETLINK, doit: rtnl_setlink },
    { family: AF_UNSPEC, type: RTM_NEWLINK, doit: rtnl_newlink },
    { family: AF_UNSPEC, type: RTM_DELLINK, doit: rtnl_dellink },
    { family: AF_UNSPEC, type: RTM_NEWLINKPROP, doit: (r) => rtnl_linkprop(r, true) },
    { family: AF_UNSPEC, type: RTM_DELLINKPROP, doit: (r) => rtnl_linkprop(r, false) },
  );
}
