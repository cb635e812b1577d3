import type { Result } from "../src/conformance/index.ts";

/** A table of Markdown; the first row is its head. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const [head = [], ...body] = rows.map((cells) => `| ${cells.join(" | ")} |`);
  return [head, `|${"---|".repeat(rows[0]?.length ?? 0)}`, ...body].join("\n");
};

/** Results in numbers. */
export const tally = (all: readonly Result[]): string => {
  if (!all.length) return "not run";
  const count = (wanted: Result["is"]): number => all.filter(({ is }) => is === wanted).length;
  const [lacking, unrun, failed] = [count("lacks"), count("unrun"), count("fail")];
  return [
    `${count("pass")}`,
    ...(lacking ? [`${lacking} declared`] : []),
    ...(unrun ? [`${unrun} not shown`] : []),
    ...(failed ? [`**${failed} failed**`] : []),
  ].join(" + ");
};
