// Styles are imported for esbuild, which bundles them. Above: main.ts. Below: nothing.

declare module "*.css";
