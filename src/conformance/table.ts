import type { Adapter, AnyShape, Trigger } from "../adapter/index.ts";
import type { Result } from "./scenario.ts";
import { EVENT_TRIGGERS, shapesOf } from "./shapes.ts";
import { eventWords, httpWords } from "./words.ts";

type Adapters = readonly Adapter[];
type Results = readonly Result[];

/** Rows of cells as a table of Markdown; the first is its head. */
export function markdown(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows.map((cells) => `| ${cells.join(" | ")} |`);
  return [head, `|${"---|".repeat(rows[0]?.length ?? 0)}`, ...body].join("\n");
}

/** How many scenarios of a shape passed, were seen to degrade as declared, and failed. */
export function tally(results: Results, road: NonNullable<Result["road"]>, provider: string, shape: string): string {
  const all = results.filter((it) => it.road === road && it.provider === provider && it.shape === shape);
  const count = (is: string): number => all.filter((it) => it.is === is).length;
  const said = [
    `${count("pass")}`,
    ...(count("lacks") ? [`${count("lacks")} declared`] : []),
    ...(count("fail") ? [`**${count("fail")} failed**`] : []),
    ...(count("unrun") ? [`${count("unrun")} not shown`] : []),
  ];
  return all.length ? said.join(" + ") : "not run";
}

const mark = ({ traits }: AnyShape, trait: string): string =>
  (traits as Readonly<Record<string, unknown>>)[trait] === true ? "✓" : "–";

const shapeOf = ({ shapes }: Adapter, name: string): AnyShape => shapes[name] as AnyShape;

/** What shapes of HTTP can do, and what was tried: a column a shape. */
export function httpTable(adapters: Adapters, results: Results): string {
  const columns = adapters.flatMap((adapter) => shapesOf(adapter, "http").map((shape) => [adapter, shape] as const));
  const cells = (of: (adapter: Adapter, shape: string) => string): string[] => columns.map(([a, s]) => of(a, s));
  return markdown([
    ["HTTP", ...cells(({ name }, shape) => `${name}<br>${shape}`)],
    ["scenarios, on the provider's runtime", ...cells(({ name }, shape) => tally(results, "runtime", name, shape))],
    ["scenarios, in memory through its codec", ...cells(({ name }, shape) => tally(results, "codec", name, shape))],
    ...Object.entries(httpWords).map(([trait, words]) => [
      words,
      ...cells((adapter, shape) => mark(shapeOf(adapter, shape), trait)),
    ]),
  ]);
}

const triggersOf = ([first]: Adapters): Trigger[] => Object.keys(first?.triggers ?? {}) as Trigger[];

/** Which shapes carry which trigger. */
export const triggerTable = (adapters: Adapters): string =>
  markdown([
    ["trigger", ...adapters.map(({ name }) => name)],
    ...triggersOf(adapters).map((trigger) => [
      trigger,
      ...adapters.map(({ triggers: { [trigger]: carriers } }) => ("lacks" in carriers ? "–" : carriers.join(", "))),
    ]),
  ]);

/** What an adapter's shapes of HTTP lack, and the triggers that it does not carry: a list of sentences. */
export function httpLacks(adapter: Adapter): string {
  const lines = shapesOf(adapter, "http").flatMap((shape) =>
    Object.entries(shapeOf(adapter, shape).traits).flatMap(([trait, said]) =>
      said === true ? [] : [`- **${shape}**, ${httpWords[trait as keyof typeof httpWords] ?? trait}: ${said.lacks}`],
    ),
  );
  const missing = triggersOf([adapter]).flatMap((trigger) => {
    const said = adapter.triggers[trigger];
    return "lacks" in said ? [`- **${trigger}**: ${said.lacks}`] : [];
  });
  return [...lines, ...missing].join("\n");
}

/** The shapes of an adapter that carry events, each with its triggers, in the order that triggers are named. */
function eventShapes(adapter: Adapter): [shape: string, triggers: readonly Trigger[]][] {
  const found = new Map<string, Trigger[]>();
  for (const trigger of triggersOf([adapter]))
    if ((EVENT_TRIGGERS as readonly Trigger[]).includes(trigger))
      for (const shape of shapesOf(adapter, trigger)) found.set(shape, [...(found.get(shape) ?? []), trigger]);
  return [...found];
}

/** What shapes of events guarantee, and what was tried: a row a shape. */
export const eventTable = (adapters: Adapters, results: Results): string =>
  markdown([
    ["provider", "shape", "carries", "scenarios, in memory", "on its runtime", ...Object.values(eventWords)],
    ...adapters.flatMap((adapter) =>
      eventShapes(adapter).map(([shape, triggers]) => [
        adapter.name,
        shape,
        triggers.join(", "),
        tally(results, "codec", adapter.name, shape),
        tally(results, "runtime", adapter.name, shape),
        ...Object.keys(eventWords).map((trait) => mark(shapeOf(adapter, shape), trait)),
      ]),
    ),
  ]);

/** What shapes of events lack, in sentences under a heading each. */
export const eventLacks = (adapters: Adapters): string =>
  adapters
    .flatMap((adapter) =>
      eventShapes(adapter).map(([shape]) => {
        const traits = shapeOf(adapter, shape).traits as Readonly<Record<string, true | { readonly lacks: string }>>;
        const said = Object.entries(eventWords).flatMap(([trait, words]) => {
          const lack = traits[trait];
          return lack === true || !lack ? [] : [`- ${words}: no. ${lack.lacks}`];
        });
        return said.length ? `### ${adapter.name}, ${shape}\n\n${said.join("\n")}\n` : "";
      }),
    )
    .filter(Boolean)
    .join("\n");

/**
 * What an adapter supports, as Markdown for its README: made of its traits and of what the suite has found.
 *
 * @param results of `conformance()`, or read from the files that it has written
 * @example writeFileSync("SUPPORT.md", supportTable(adapter, JSON.parse(readFileSync("results/codec-acme-call.json", "utf8"))))
 */
export function supportTable(adapter: Adapter, results: Results): string {
  const parts = [
    shapesOf(adapter, "http")[0] && `${httpTable([adapter], results)}\n`,
    httpLacks(adapter) && `${httpLacks(adapter)}\n`,
    `${triggerTable([adapter])}\n`,
    eventShapes(adapter)[0] && `${eventTable([adapter], results)}\n`,
    eventLacks([adapter]),
  ];
  return parts.filter(Boolean).join("\n");
}
