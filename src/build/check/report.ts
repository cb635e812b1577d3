import { relative } from "node:path";
import { styleText } from "node:util";
import type { CheckResult } from "./check.ts";
import type { Finding, Severity } from "./finding.ts";

const COLORS = { error: "red", warning: "yellow", note: "cyan" } as const;

/** `file:line:column`, from where the command runs. */
export const placeText = ({ place }: Finding): string =>
  place ? `${relative("", place.file)}:${place.line}:${place.column}` : "";

/** For people: by target, with the reason, the page and what to do. */
export function table({ findings, targets }: CheckResult, colors: boolean): string {
  const style: typeof styleText = colors ? styleText : (_format, text) => text;
  const width = Math.max(0, ...findings.map(({ code }) => code.length));
  const rows = targets.flatMap((target) => {
    const own = findings.filter((each) => each.target === target);
    return [style("bold", `${target}${own[0] ? "" : ": nothing found"}`), ...own.map(row), ""];
  });
  function row(each: Finding): string {
    const { severity, code, message, help, page, accepted } = each;
    const head =
      `  ${style(COLORS[severity], severity.padEnd(7))}  ${code.padEnd(width)}  ${placeText(each)}`.trimEnd();
    const lines = [message, accepted ? "accepted by degrade" : help, page && style("dim", page)];
    return [head, ...lines.filter(Boolean).map((line) => `           ${line}`)].join("\n");
  }
  return [...rows, summary(findings)].join("\n");
}

/** For programs: severity, code, target, functions, place, message, with tabs between them. */
export function lines({ findings }: CheckResult): string {
  return findings
    .map((each) => [each.severity, each.code, each.target, each.functions, placeText(each), each.message].join("\t"))
    .join("\n");
}

export { sarif } from "./sarif.ts";

/** As data; places are relative to where the command runs. */
export function json({ findings, targets }: CheckResult): string {
  const told = findings.map(({ place, ...each }) => ({
    ...each,
    ...(place && { place: { ...place, file: relative("", place.file).replaceAll("\\", "/") } }),
  }));
  return JSON.stringify({ targets, findings: told }, null, 2);
}

function summary(findings: readonly Finding[]): string {
  const count = (severity: Severity): string => {
    const many = findings.filter((each) => each.severity === severity).length;
    return `${many} ${severity}${many === 1 ? "" : "s"}`;
  };
  return [count("error"), count("warning"), count("note")].join(", ");
}
