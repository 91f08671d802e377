#!/usr/bin/env node
// Takes what a program of test/kernel/programs printed on a real kernel as what is expected of ours:
// node tools/accept-recording.mjs NAME FILE (or - for standard input). Above: a person with a recording. Below: nothing.

import { readFileSync, writeFileSync } from "node:fs";

const [name, file] = process.argv.slice(2);
if (!name || !file) {
  console.error("usage: node tools/accept-recording.mjs NAME FILE");
  process.exit(2);
}
const text = readFileSync(file === "-" ? 0 : file, "latin1").replaceAll("\r", "");
writeFileSync(new URL(`../test/kernel/programs/${name}.expect`, import.meta.url), text, "latin1");
