// Guest instructions a second over the last minute, as a small chart. Above: view.ts. Below: uplot.

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { el } from "../dom.ts";
import { colour, onTheme } from "../theme.ts";

const KEPT = 120;
const HEIGHT = 130;

export class Speed {
  readonly #chart = el("div", { class: "speed-chart", "aria-hidden": "true" });
  readonly #words = el("p", { class: "hint" });
  readonly #engine = el("pre", { class: "speed-engine" });
  readonly place = el(
    "section",
    { class: "pane", "aria-label": "Speed" },
    el(
      "div",
      { class: "pane-head" },
      el("h2", {}, "Speed"),
      el("span", { class: "muted" }, "million instructions a second"),
    ),
    this.#chart,
    this.#words,
    this.#engine,
  );
  readonly #times: number[] = [];
  readonly #rates: number[] = [];
  #plot: uPlot | null = null;
  #last: { at: number; insns: number } | null = null;

  constructor() {
    onTheme(() => this.#make());
    new ResizeObserver(() => this.#plot?.setSize({ width: this.#chart.clientWidth, height: HEIGHT })).observe(
      this.#chart,
    );
  }

  /** What the engines say of themselves: the lines that change while one looks. */
  engine(report: string): void {
    this.#engine.textContent = report
      .split("\n")
      .filter((line) => /^(in translated code|left|time):? /.test(line))
      .join("\n");
  }

  /** Another system: it starts anew. */
  reset(): void {
    this.#last = null;
    this.#times.length = 0;
    this.#rates.length = 0;
  }

  add(insns: number): void {
    const at = performance.now();
    if (this.#last && insns >= this.#last.insns) {
      this.#times.push(at / 1000);
      this.#rates.push((insns - this.#last.insns) / (at - this.#last.at) / 1000);
      if (this.#times.length > KEPT) {
        this.#times.shift();
        this.#rates.shift();
      }
    }
    this.#last = { at, insns };
    if (!this.#plot && this.#chart.clientWidth) this.#make();
    this.#plot?.setData([this.#times, this.#rates]);
    const now = this.#rates.at(-1) ?? 0;
    const best = Math.max(0, ...this.#rates);
    this.#words.textContent = `Now ${now.toFixed(now < 10 ? 1 : 0)}, at most ${best.toFixed(best < 10 ? 1 : 0)} in the last minute.`;
  }

  #make(): void {
    if (!this.#chart.clientWidth) return;
    this.#plot?.destroy();
    const axis = {
      stroke: colour("--muted"),
      grid: { stroke: colour("--line"), width: 1 },
      ticks: { show: false },
    };
    this.#plot = new uPlot(
      {
        width: this.#chart.clientWidth,
        height: HEIGHT,
        cursor: { show: false },
        legend: { show: false },
        scales: { x: { time: false }, y: { range: (_u, _min, max) => [0, Math.max(10, max * 1.1)] } },
        axes: [
          { ...axis, show: false },
          { ...axis, size: 44 },
        ],
        series: [
          {},
          { stroke: colour("--accent"), fill: colour("--accent-soft"), width: 2, points: { show: false } },
        ],
      },
      [this.#times, this.#rates],
      this.#chart,
    );
  }
}
