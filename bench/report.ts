import { cpus, loadavg, release, totalmem, type } from "node:os";
import type { Line } from "./growth.ts";
import type { Column, Section } from "./section.ts";
import { column, type Numbers, ratio } from "./statistics.ts";
import { targets } from "./targets.ts";

/** What a run found. */
export interface Report {
  readonly sections: readonly Section[];
  readonly growth: readonly Line[];
  readonly left: ReadonlyMap<string, string>;
  readonly versions: Readonly<Record<string, string>>;
  readonly began: Date;
  readonly quick: boolean;
  /** Written by hand: why targets are missed, what the numbers do not say. */
  readonly remarks: string;
}

/** One table, for a terminal and for docs alike. */
export function table({ columns, rounds, base }: Section): string {
  const heads = columns.flatMap(({ title, ratio }) => (ratio ? [title, `× ${base}`] : [title]));
  const key = columns.find((one) => one.ratio)?.key ?? "";
  const order = [...rounds].sort(([, a], [, b]) => column(a, key).median - column(b, key).median);
  const rows = order.map(([name, list]) => [name, ...columns.flatMap((one) => cells(one, list, rounds.get(base)))]);
  return grid([["", ...heads], ...rows]);
}

function cells(
  { key, digits = 0, ratio: wanted, plain }: Column,
  list: readonly Numbers[],
  to?: readonly Numbers[],
): string[] {
  const show = (number: number, places: number): string =>
    Number.isFinite(number)
      ? number.toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places })
      : "–";
  const cell = show(column(list, key).median, digits);
  if (!wanted) return [cell];
  const { low, median, high } = ratio(list, to, key);
  const places = (number: number): number => (number < 10 ? 2 : number < 100 ? 1 : 0);
  const around = plain ? "" : ` (${show(low, places(low))}–${show(high, places(high))})`;
  return [cell, `**${show(median, places(median))}**${around}`];
}

function grid(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const lines = rows.map((row) => `| ${row.join(" | ")} |`);
  return [
    lines[0],
    `|---|${head
      .slice(1)
      .map(() => "--:|")
      .join("")}`,
    ...lines.slice(1),
  ].join("\n");
}

/** docs/performance.md. */
export function markdown({ sections, growth, left, versions, began, quick, remarks }: Report): string {
  const [cpu] = cpus();
  const peers = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const growing = growth.map(({ name, of, unit, points }) => [
    `${name}, ${unit}, by ${of}`,
    points
      .map(({ x, median }) => `${x.toLocaleString("en")}: ${Number(median.toPrecision(3)).toLocaleString("en")}`)
      .join("; "),
  ]);
  const outside = [...left].map(([name, reason]) => `- ${name}: ${reason}`);
  return `# Performance

Written by \`npm run bench${quick ? " -- --quick" : ""}\` on ${began.toISOString().slice(0, 10)}, Node ${process.versions.node} (V8 ${process.versions.v8}), ${type()} ${release()}, ${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, load average ${loadavg()
    .map((load) => load.toFixed(1))
    .join(", ")}.
Versions: ${peers.join("; ")}.

Everyone answers the same routes and handles the same messages, bundled alike (Rolldown, minified ESM for Node 22), by
public API only, in fresh processes, one after the other in each round. Figures are medians; ratios are medians of the
ratios within a round, with their quartiles. CPU time and ratios are what to trust: a machine has neighbours.
${quick ? "\nThis was a quick run: few rounds.\n" : ""}
## Targets

${grid([["what", "target", "measured", ""], ...targets(sections).map(({ what, target, measured, met }) => [what, target, measured ?? "not measured", measured ? (met ? "met" : "**missed**") : ""])])}

${remarks.trim()}

${sections.map((section) => `## ${section.title}\n\n${section.note}\n\n${table(section)}`).join("\n\n")}

${
  growth.length
    ? `## Growth

![Cost by number of routes and by number of records](growth.svg)

Both axes are logarithmic; the dotted line is linear growth. Bars are quartiles.

${grid([["what", "medians"], ...growing])}

`
    : ""
}## Left out

${outside.join("\n") || "Nobody."}
`;
}
