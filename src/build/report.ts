import { join, relative } from "node:path";
import { styleText } from "node:util";
import type { BuildResult } from "./build.ts";

/** One line a unit, for programs: target, unit, shape, bytes, gzip, file, with tabs between them. */
export function lines({ out, manifest }: BuildResult, targets: readonly string[]): string {
  return rows(manifest, targets)
    .map(({ target, unit }) =>
      [target, unit.name, unit.shape, unit.bytes, unit.gzip, join(relative("", out), target, unit.file)].join("\t"),
    )
    .join("\n");
}

/** A table for people, with what is largest in each unit. */
export function table({ out, manifest }: BuildResult, targets: readonly string[], colors: boolean): string {
  const style: typeof styleText = colors ? styleText : (_format, text) => text;
  const head = ["unit", "provider", "shape", "KB", "gzip", "largest"];
  const body = rows(manifest, targets).map(({ target, unit }) => [
    unit.name,
    target,
    unit.shape,
    kb(unit.bytes),
    kb(unit.gzip),
    Object.entries(unit.sizes)
      .filter(([name]) => name !== "(glue)")
      .sort(([, a], [, b]) => b - a)
      .slice(0, 3)
      .map(([name, bytes]) => `${name === "." ? "app" : name} ${kb(bytes)}`)
      .join(", "),
  ]);
  const widths = head.map((title, i) => Math.max(...[head, ...body].map((row) => (row[i] ?? "").length), title.length));
  const draw = (row: readonly string[]): string =>
    row
      .map((cell, i) => (i === 3 || i === 4 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  return [
    style("dim", draw(head)),
    ...body.map((row) => draw(row)),
    "",
    `${style("green", "✓")} ${relative("", out) || out}`,
  ].join("\n");
}

function rows(
  manifest: BuildResult["manifest"],
  targets: readonly string[],
): { target: string; unit: BuildResult["manifest"]["targets"][string]["units"][number] }[] {
  return targets.flatMap((target) => (manifest.targets[target]?.units ?? []).map((unit) => ({ target, unit })));
}

const kb = (bytes: number): string => (bytes / 1000).toFixed(1);
