// Events, bits and answers of network devices (include/linux/netdevice.h, netdev_features.h). Above: netdevice.ts, everybody.
// Below: nothing.

/** enum netdev_cmd, in Linux's order. */
export const NETDEV_UP = 1;
export const NETDEV_DOWN = 2;
export const NETDEV_REBOOT = 3;
export const NETDEV_CHANGE = 4;
export const NETDEV_REGISTER = 5;
export const NETDEV_UNREGISTER = 6;
export const NETDEV_CHANGEMTU = 7;
export const NETDEV_CHANGEADDR = 8;
export const NETDEV_PRE_CHANGEADDR = 9;
export const NETDEV_GOING_DOWN = 10;
export const NETDEV_CHANGENAME = 11;
export const NETDEV_FEAT_CHANGE = 12;
export const NETDEV_BONDING_FAILOVER = 13;
export const NETDEV_PRE_UP = 14;
export const NETDEV_PRE_TYPE_CHANGE = 15;
export const NETDEV_POST_TYPE_CHANGE = 16;
export const NETDEV_POST_INIT = 17;
export const NETDEV_RELEASE = 18;
export const NETDEV_NOTIFY_PEERS = 19;
export const NETDEV_JOIN = 20;
export const NETDEV_CHANGEUPPER = 21;
export const NETDEV_RESEND_IGMP = 22;
export const NETDEV_PRECHANGEMTU = 23;
export const NETDEV_CHANGEINFODATA = 24;
export const NETDEV_BONDING_INFO = 25;
export const NETDEV_PRECHANGEUPPER = 26;
export const NETDEV_CHANGELOWERSTATE = 27;
export const NETDEV_CHANGE_TX_QUEUE_LEN = 30;

/** priv_flags (enum netdev_priv_flags). */
export const IFF_802_1Q_VLAN = 1 << 0;
export const IFF_EBRIDGE = 1 << 1;
export const IFF_BONDING = 1 << 2;
export const IFF_XMIT_DST_RELEASE = 1 << 5;
export const IFF_DONT_BRIDGE = 1 << 6;
export const IFF_MACVLAN_PORT = 1 << 8;
export const IFF_BRIDGE_PORT = 1 << 9;
export const IFF_TX_SKB_SHARING = 1 << 11;
export const IFF_UNICAST_FLT = 1 << 12;
export const IFF_TEAM_PORT = 1 << 13;
export const IFF_LIVE_ADDR_CHANGE = 1 << 15;
export const IFF_MACVLAN = 1 << 16;
export const IFF_XMIT_DST_RELEASE_PERM = 1 << 17;
export const IFF_L3MDEV_MASTER = 1 << 18;
export const IFF_NO_QUEUE = 1 << 19;
export const IFF_L3MDEV_SLAVE = 1 << 21;
export const IFF_NO_RX_HANDLER = 1 << 26;
export const IFF_FAILOVER = 1 << 27;
export const IFF_FAILOVER_SLAVE = 1 << 28;
export const IFF_L3MDEV_RX_HANDLER = 1 << 29;
export const IFF_LIVE_RENAME_OK = 1 << 30;

/** Feature bits (include/linux/netdev_features.h; those below bit 31). */
export const NETIF_F_SG = 1 << 0;
export const NETIF_F_IP_CSUM = 1 << 1;
export const NETIF_F_HW_CSUM = 1 << 3;
export const NETIF_F_IPV6_CSUM = 1 << 4;
export const NETIF_F_HIGHDMA = 1 << 5;
export const NETIF_F_FRAGLIST = 1 << 6;
export const NETIF_F_HW_VLAN_CTAG_TX = 1 << 7;
export const NETIF_F_HW_VLAN_CTAG_RX = 1 << 8;
export const NETIF_F_HW_VLAN_CTAG_FILTER = 1 << 9;
export const NETIF_F_VLAN_CHALLENGED = 1 << 10;
export const NETIF_F_GSO = 1 << 11;
export const NETIF_F_LLTX = 1 << 12;
export const NETIF_F_NETNS_LOCAL = 1 << 13;
export const NETIF_F_GRO = 1 << 14;
export const NETIF_F_LRO = 1 << 15;
export const NETIF_F_TSO = 1 << 16;
/** Takes segments that have yet to be checked; no driver of ours says so, but a bridge without ports does. */
export const NETIF_F_GSO_ROBUST = 1 << 18;
/** Stands for the software segmentation that virtual devices take and NICs do not (NETIF_F_GSO_SOFTWARE's last). */
export const NETIF_F_GSO_SCTP = 1 << 30;

/** net_device.state bits. */
export const __LINK_STATE_START = 1 << 0;
export const __LINK_STATE_PRESENT = 1 << 1;
export const __LINK_STATE_NOCARRIER = 1 << 2;
export const __LINK_STATE_LINKWATCH_PENDING = 1 << 3;
export const __LINK_STATE_DORMANT = 1 << 4;
export const __LINK_STATE_TESTING = 1 << 5;

export const NETREG_UNINITIALIZED = 0;
export const NETREG_REGISTERED = 1;
export const NETREG_UNREGISTERING = 2;
export const NETREG_UNREGISTERED = 3;
export const NETREG_RELEASED = 4;

export const RTNL_LINK_INITIALIZED = 0;
export const RTNL_LINK_INITIALIZING = 1;

export const RX_HANDLER_CONSUMED = 0;
export const RX_HANDLER_ANOTHER = 1;
export const RX_HANDLER_EXACT = 2;
export const RX_HANDLER_PASS = 3;

/** ndo_start_xmit's answers. */
export const NETDEV_TX_OK = 0x00;
export const NETDEV_TX_BUSY = 0x10;
/** dev_queue_xmit's answers besides 0 and -errno. */
export const NET_XMIT_SUCCESS = 0;
export const NET_XMIT_DROP = 1;
export const NET_XMIT_CN = 2;
export const NET_RX_SUCCESS = 0;
export const NET_RX_DROP = 1;

export const DEFAULT_TX_QUEUE_LEN = 1000;
export const MAX_ADDR_LEN = 32;
