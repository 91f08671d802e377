import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    pool: "threads",
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // programs under test translate for themselves
    env: { PARISC_CODE_CACHE: "off" },
  },
});
