import type { Adapter, Trigger } from "../src/adapter/index.ts";
import type { Result } from "../src/conformance/index.ts";
import { table, tally } from "./table.ts";

/** How the event scenarios went on the providers' runtimes, as Markdown. */
export interface EventMatrix {
  /** The shapes of each trigger by provider. */
  readonly carried: string;
  /** By trigger and shape, beside the same in memory. */
  readonly counted: string;
  /** What only the way to a function lacks, and what cannot be shown on a runtime. */
  readonly reasons: string;
}

/** Where deliveries went, by file of results: a provider may have two runtimes. */
const ROADS: Readonly<Record<string, string>> = {
  runtime: "",
  service: "our own server",
  batches: '`azure.cardinality: "many"`',
  dev: "the brokers of `vercel dev`",
};

/**
 * @param read gives results of a road
 * @param wayTraits traits of HTTP, which an event's way to a function may lack, too
 */
export function eventMatrix(
  clouds: readonly Adapter[],
  read: (road: string, provider: string, shape: string) => readonly Result[],
  wayTraits: ReadonlySet<string>,
): EventMatrix {
  const triggers = Object.keys(clouds[0]?.triggers ?? {}) as Trigger[];
  const shapesOf = (cloud: Adapter, trigger: Trigger): readonly string[] => {
    const carriers = cloud.triggers[trigger];
    return "lacks" in carriers ? [] : carriers;
  };
  const of = (road: string, provider: string, shape: string, trigger: Trigger): Result[] =>
    read(road, provider, shape).filter((result) => result.trigger === trigger);

  /** The same of both runtimes is said once. */
  const shown = (provider: string, shape: string, trigger: Trigger): string => {
    const counts = Object.entries(ROADS).flatMap(([road, where]) => {
      const results = of(road, provider, shape, trigger);
      return results[0] ? [{ where, count: tally(results) }] : [];
    });
    const [first = { count: "not run" }, ...others] = counts;
    const more = others
      .filter(({ count }) => count !== first.count)
      .map(({ where, count }) => `; on ${where} ${count}`);
    return `${shape}: ${first.count}${more.join("")}`;
  };

  const rows = clouds.flatMap((cloud) =>
    triggers.flatMap((trigger) =>
      (trigger === "http" ? [] : shapesOf(cloud, trigger)).flatMap((shape) =>
        Object.entries(ROADS).flatMap(([road, where]) => {
          const all = of(road, cloud.name, shape, trigger);
          return all[0] || road === "runtime" ? [{ provider: cloud.name, trigger, shape, where, all }] : [];
        }),
      ),
    ),
  );

  return {
    carried: table([
      ["trigger", ...clouds.map(({ name }) => name)],
      ...triggers.map((trigger) => [
        trigger,
        ...clouds.map((cloud) => {
          const shapes = shapesOf(cloud, trigger);
          if (trigger === "http") return shapes.join(", ") || "–";
          return shapes.map((shape) => shown(cloud.name, shape, trigger)).join("<br>") || "–";
        }),
      ]),
    ]),
    counted: table([
      [
        "provider",
        "trigger",
        "shape",
        "scenarios, on the provider's runtime",
        "scenarios, in memory through its codec",
      ],
      ...rows.map(({ provider, trigger, shape, where, all }) => [
        provider,
        trigger,
        where ? `${shape}, on ${where}` : shape,
        tally(all),
        tally(of("codec", provider, shape, trigger)),
      ]),
    ]),
    reasons: rows
      .flatMap(({ provider, trigger, shape, all }) => {
        const said = all.flatMap(({ scenario, is, lacks = [], error }) => [
          ...lacks.filter(({ trait }) => wayTraits.has(trait)).map(({ sentence }) => ({ scenario, sentence })),
          ...(is === "unrun" ? [{ scenario, sentence: `${error}` }] : []),
        ]);
        return [...Map.groupBy(said, ({ sentence }) => sentence)].map(
          ([sentence, of]) => `- **${provider} ${shape}**, ${trigger}, ${named(of)}: ${sentence}\n`,
        );
      })
      .join(""),
  };
}

/** Few by their names, many by their number. */
const named = (of: readonly { readonly scenario: string }[]): string =>
  of.length > 3 ? `${of.length} scenarios` : of.map(({ scenario }) => `“${scenario}”`).join(", ");
