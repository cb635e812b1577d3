import type { Adapter } from "../adapter/index.ts";
import type { Cloud } from "./cloud.ts";
import { differencesOf } from "./difference.ts";
import type { Load } from "./names.ts";
import type { SimulateOptions } from "./simulate.ts";
import { cloudOf } from "./simulation.ts";
import type { Trace } from "./trace.ts";

/** What one provider made of a scenario. */
export interface ParityRun<Result> {
  readonly provider: string;
  readonly result?: Result;
  /** What the scenario threw. */
  readonly error?: Error;
  readonly trace: Trace;
}

/** Where a provider differs from the first one. */
export interface Disparity {
  readonly provider: string;
  readonly reference: string;
  /** By path in the result: `ledger[0].cents: 500 → 400`. */
  readonly differences: readonly string[];
  /** What one of the two declares to lack, and the other does not; by trait. */
  readonly lacks: Readonly<Record<string, string>>;
}

/** What providers made of one scenario. */
export interface Parity<Result> {
  readonly agree: boolean;
  readonly runs: readonly ParityRun<Result>[];
  readonly disparities: readonly Disparity[];
  /** The differences, for people. */
  toString(): string;
}

/**
 * Runs one scenario on several providers, and compares what it returns: what JSON keeps of it.
 *
 * @param app or what makes one anew, so that no provider sees another's traces: `() => createApp()`
 * @param as names or adapters; the first one is what the others are compared with
 * @example
 * const parity = await parity(createApp, ["aws", "gcp", "azure", "vercel"], async (cloud) => (await cloud.fetch("/orders/o1")).json());
 * expect(`${parity}`).toBe("aws, gcp, azure and vercel agree");
 */
export async function parity<const A extends object, Result>(
  app: Load<A>,
  as: readonly (string | Adapter)[],
  scenario: (cloud: Cloud<A>) => Result | Promise<Result>,
  options: Omit<SimulateOptions, "as"> = {},
): Promise<Parity<Result>> {
  const runs: (ParityRun<Result> & { readonly lacks: Readonly<Record<string, string>> })[] = [];
  for (const adapter of as) {
    // One app for a provider, however many instances it starts.
    const own = typeof app === "function" ? await app() : app;
    const cloud = cloudOf<A>(own, { ...options, as: adapter });
    const { provider, trace } = cloud;
    const given = await (async () => ({ result: await scenario(cloud) }))().catch((thrown: unknown) => ({
      error: thrown instanceof Error ? thrown : new Error(String(thrown)),
    }));
    runs.push({ provider, trace, lacks: cloud.lacks, ...given });
  }
  const [reference, ...others] = runs;
  const disparities = others.flatMap((run): Disparity[] => {
    if (!reference) return [];
    const differences = differencesOf(comparable(reference), comparable(run));
    if (!differences.length) return [];
    const lacks = { ...without(reference.lacks, run.lacks), ...without(run.lacks, reference.lacks) };
    return [{ provider: run.provider, reference: reference.provider, differences, lacks }];
  });
  return { agree: !disparities.length, runs, disparities, toString: () => said(runs, disparities) };
}

const comparable = ({ result, error }: ParityRun<unknown>): unknown =>
  error ? { throws: `${error.name}: ${error.message}` } : result;

const without = (some: Readonly<Record<string, string>>, others: Readonly<Record<string, string>>): object =>
  Object.fromEntries(Object.entries(some).filter(([trait]) => !(trait in others)));

function said(runs: readonly { readonly provider: string }[], disparities: readonly Disparity[]): string {
  const names = runs.map(({ provider }) => provider);
  if (!disparities.length) return `${names.slice(0, -1).join(", ")}${names[1] ? " and " : ""}${names.at(-1)} agree`;
  return disparities
    .flatMap(({ provider, reference, differences, lacks }) => [
      `${provider} differs from ${reference}:`,
      ...differences.map((one) => `  ${one}`),
      ...Object.entries(lacks).map(([trait, sentence]) => `  declared, ${trait}: ${sentence}`),
    ])
    .join("\n");
}
