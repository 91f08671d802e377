export const packet_create = (): number => -225;
