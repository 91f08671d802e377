// The floating-point rows' semantics functions, and the slow_* ones that the translator calls. Below: a file a
// group.

export * from "./fp_arith";
export * from "./fp_convert";
export * from "./fp_compare";
export * from "./fp_fused";
