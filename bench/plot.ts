import type { Line } from "./growth.ts";

const WIDTH = 760;
const HEIGHT = 380;
const PANEL = { width: 270, height: 250, top: 60 };
const LEFT = { routes: 70, records: 450 } as const;
const COLORS = ["#2f6fde", "#c2501f", "#2d8a4e", "#8a4bbf"];

/** Growth as an SVG with two panels, both axes logarithmic: what grows linearly rises at the dotted line's slope. */
export function plot(lines: readonly Line[]): string {
  const panels = (["routes", "records"] as const).map((of) =>
    panel(
      of,
      lines.filter((line) => line.of === of),
    ),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT + 60}" role="img" aria-label="Cost by number of routes and by number of records">
<style>
  svg { font: 12px system-ui, sans-serif; background: #fff; }
  text { fill: #333; } .title { font-weight: 600; font-size: 14px; }
  .grid { stroke: #ddd; } .slope { stroke: #999; stroke-dasharray: 2 4; fill: none; }
  @media (prefers-color-scheme: dark) {
    svg { background: #16181d; } text { fill: #d6d9de; } .grid { stroke: #33373f; } .slope { stroke: #777; }
  }
</style>
${panels.join("\n")}
</svg>
`;
}

function panel(of: "routes" | "records", lines: readonly Line[]): string {
  const all = lines.flatMap(({ points }) => points);
  const decades = (values: readonly number[]): [number, number] => [
    Math.floor(Math.log10(Math.min(...values))),
    Math.ceil(Math.log10(Math.max(...values))),
  ];
  const [x0, x1] = decades(all.map(({ x }) => x));
  const [y0, y1] = decades(all.map(({ median }) => median));
  const left = LEFT[of];
  const bottom = PANEL.top + PANEL.height;
  const x = (value: number): number => left + ((Math.log10(value) - x0) / (x1 - x0)) * PANEL.width;
  const y = (value: number): number => bottom - ((Math.log10(value) - y0) / (y1 - y0)) * PANEL.height;
  const at = (number: number): string => number.toFixed(1);
  const parts = [`<text class="title" x="${left}" y="30">by number of ${of}</text>`];
  for (let power = x0; power <= x1; power++) {
    const place = at(x(10 ** power));
    parts.push(
      `<line class="grid" x1="${place}" x2="${place}" y1="${PANEL.top}" y2="${bottom}"/>`,
      `<text x="${place}" y="${bottom + 18}" text-anchor="middle">${(10 ** power).toLocaleString("en")}</text>`,
    );
  }
  for (let power = y0; power <= y1; power++) {
    const place = at(y(10 ** power));
    parts.push(
      `<line class="grid" x1="${left}" x2="${left + PANEL.width}" y1="${place}" y2="${place}"/>`,
      `<text x="${left - 8}" y="${at(y(10 ** power) + 4)}" text-anchor="end">${(10 ** power).toLocaleString("en")}</text>`,
    );
  }
  const reach = Math.min(x1 - x0, y1 - y0);
  parts.push(
    `<line class="slope" x1="${left}" y1="${bottom}" x2="${at(x(10 ** (x0 + reach)))}" y2="${at(y(10 ** (y0 + reach)))}"/>`,
  );
  lines.forEach(({ name, unit, points }, i) => {
    const color = COLORS[i % COLORS.length];
    const path = points.map((point) => `${at(x(point.x))},${at(y(point.median))}`).join(" ");
    parts.push(`<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2"/>`);
    for (const point of points)
      parts.push(
        `<line x1="${at(x(point.x))}" x2="${at(x(point.x))}" y1="${at(y(point.low))}" y2="${at(y(point.high))}" stroke="${color}"/>`,
        `<circle cx="${at(x(point.x))}" cy="${at(y(point.median))}" r="3" fill="${color}"/>`,
      );
    const row = bottom + 44 + i * 18;
    parts.push(
      `<rect x="${left}" y="${row - 9}" width="10" height="10" fill="${color}"/>`,
      `<text x="${left + 16}" y="${row}">${name}, ${unit}</text>`,
    );
  });
  return parts.join("\n");
}
