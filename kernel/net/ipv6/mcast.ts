export interface ipv6_mc_socklist {
  addr: string;
  ifindex: number;
  sfmode: number;
  sources: string[];
}
