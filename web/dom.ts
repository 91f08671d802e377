// Making elements without a framework. Above: all of the page. Below: the DOM.

type Child = Node | string | null | undefined | false;
type Attributes = Readonly<Record<string, string | number | boolean | ((e: never) => void) | undefined>>;

/**
 * An element: attributes by name (true: present, false: absent), "on…" for listeners, `class`; then its children.
 * `el("button", { class: "quiet", onclick: close }, "Close")`
 */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function")
      e.addEventListener(name.slice(2).toLowerCase(), value as unknown as EventListener);
    else if (value === true) e.setAttribute(name, "");
    else if (value !== false && value !== undefined) e.setAttribute(name, String(value));
  }
  for (const child of children) if (child || child === "") e.append(child);
  return e;
}

const SVG = "http://www.w3.org/2000/svg";

/** An icon of 24 by 24 units, drawn with the text's colour; decoration only: its button has the label. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const p = document.createElementNS(SVG, "path");
  p.setAttribute("d", path);
  svg.append(p);
  return svg;
}

export const ICONS = {
  plus: "M12 5v14M5 12h14",
  close: "M6 6l12 12M18 6L6 18",
  sun: "M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
  moon: "M20 14.5A8.5 8.5 0 019.5 4a8.5 8.5 0 1010.5 10.5z",
  auto: "M12 3a9 9 0 100 18 9 9 0 000-18zM12 3v18M12 7l6 0M12 11l8 0M12 15l7 0",
  folder: "M3 6h6l2 2h10v11H3z",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  link: "M10 14a4 4 0 005.7 0l3-3a4 4 0 00-5.7-5.7l-1 1M14 10a4 4 0 00-5.7 0l-3 3a4 4 0 005.7 5.7l1-1",
  device: "M4 6h16v9H4zM9 20h6M12 15v5",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  upload: "M12 16V5M7 9l5-5 5 5M5 20h14",
  up: "M12 19V6M6 11l6-6 6 6",
  play: "M7 4.5v15l12-7.5z",
  bin: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  refresh: "M20 11a8 8 0 10-2.3 5.7M20 5v6h-6",
  power: "M12 3v9M6.3 7a8 8 0 1011.4 0",
  help: "M9 9a3 3 0 115 2.2c-1.2 1-2 1.5-2 3M12 18v.5",
  panel: "M3 5h18v14H3zM15 5v14",
} as const;
