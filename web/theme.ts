// Light, dark, or as the system says; kept for the next visit. Terminals take their colours from the same properties.
// Above: main.ts, terminal/. Below: style/theme.css.

export type Theme = "auto" | "light" | "dark";

const KEY = "parisc theme";
const dark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

export function chosen(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "auto";
}

/** What is shown now. */
export const shown = (): "light" | "dark" =>
  chosen() === "auto" ? (dark.matches ? "dark" : "light") : (chosen() as "light" | "dark");

function apply(): void {
  document.documentElement.dataset.theme = shown();
  for (const listener of listeners) listener();
}

export function choose(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  apply();
}

export function onTheme(listener: () => void): void {
  listeners.add(listener);
}

/** A colour of style/theme.css by its property's name. */
export const colour = (property: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(property).trim();

dark.addEventListener("change", apply);
apply();
