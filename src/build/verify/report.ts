import { styleText } from "node:util";
import type { Finding } from "./finding.ts";

const COLORS = { error: "red", warning: "yellow", note: "blue" } as const;

/** One line a finding, for programs: severity, code, target, function, where, message, help, page, with tabs between them. */
export const findingLines = (findings: readonly Finding[]): string =>
  findings
    .map(({ severity, code, target, function: name, where, message, help, page }) =>
      [severity, code, target, name, where, message, help, page].join("\t"),
    )
    .join("\n");

/** Findings for people, by function; and how many there are. */
export function findingTable(findings: readonly Finding[], file: string, colors: boolean): string {
  const style: typeof styleText = colors ? styleText : (_format, text) => text;
  if (!findings[0]) return `${style("green", "✓")} ${file} agrees with the code`;
  const blocks = findings.map(({ severity, code, target, function: name, where, message, help, page }) =>
    [
      `${style(COLORS[severity], `${severity} ${code}`)}  ${name}  on ${target}`,
      `  ${message}`,
      `  ${style("dim", where)}`,
      `  ${help}`,
      `  ${style("dim", page)}`,
    ].join("\n"),
  );
  const counts = (["error", "warning", "note"] as const).flatMap((severity) => {
    const count = findings.filter((each) => each.severity === severity).length;
    return count ? [`${count} ${severity}${count > 1 ? "s" : ""}`] : [];
  });
  return [...blocks, `${style("red", "✗")} ${file}: ${counts.join(", ")}`].join("\n\n");
}
