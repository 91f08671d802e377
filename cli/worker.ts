// dist/worker.js: the thread that translates (emulator/jit/serve.ts). Above: translator.ts, which starts it. Below: load.ts.

import { workerData } from "node:worker_threads";
import type { serve as Serve } from "../emulator/jit/serve.ts";
import type { translate as Translate } from "../emulator/jit/translate.ts";
import { load } from "./load.ts";
import { setV8Flag } from "./v8.ts";

const bundle = load("translate.cjs");
const serve = bundle.serve as typeof Serve;
// What V8 compiles for speed, and compiles anew, while the translator warms up would take more of the processors than the
// translator itself: it waits nine times as long as usual. After the bundle, whose code cache was made under other flags.
// V8 has no such flag from version 12 on.
if (Number.parseInt(process.versions.v8, 10) < 12) setV8Flag("--interrupt-budget=600000");
serve(workerData, bundle.translate as typeof Translate, () => Number(process.hrtime.bigint()) / 1e6);
