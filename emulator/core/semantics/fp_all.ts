// Everything the FP family offers to the dispatch and the translator. Below: one file a group.

export * from "./fp";
export * from "./fp_convert";
export * from "./fp_compare";
export * from "./fp_fused";
