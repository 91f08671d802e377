export const ipv6_setsockopt = (..._: unknown[]): number => -220;
export const ipv6_getsockopt = (..._: unknown[]): number => -220;
