export const inet6_create = (): number => -225;
