import type { Adapter } from "../adapter/index.ts";
import { error } from "../adapter/index.ts";
import { type Chaos, chaos as mixtures } from "./chaos.ts";
import { createClaims, runs } from "./claims.ts";
import type { Cloud } from "./cloud.ts";
import { type Fault, faultCode } from "./fault.ts";
import { readReplay, replayOf } from "./replay.ts";
import { shrink } from "./shrink.ts";
import type { SimulateOptions } from "./simulate.ts";
import { cloudOf } from "./simulation.ts";
import type { Trace } from "./trace.ts";

/** What is explored. */
export interface ExploreOptions {
  /** How many seeds, for each provider; 100 by default. */
  readonly seeds?: number;
  /** The first of them; 0 by default. */
  readonly from?: number;
  /** What may go wrong; everything by default. */
  readonly chaos?: Chaos;
  /** Names or adapters; `memory` by default. */
  readonly as?: readonly (string | Adapter)[];
  /** The one run that a failure has printed. */
  readonly replay?: string;
  /** Of every simulation. */
  readonly options?: Omit<SimulateOptions, "as" | "seed" | "chaos" | "faults" | "replay">;
}

/** What an exploration saw. */
export interface Explored {
  readonly runs: number;
  /** By claim of `sometimes`: in how many runs it held. */
  readonly reached: Readonly<Record<string, number>>;
}

/** What a run is made of. */
export interface ExploredWorld {
  /** The functions, or what makes them anew for each instance that starts cold. */
  readonly app: object;
  /** Stands in for values of `provide` in this run, by name. */
  readonly provide?: Readonly<Record<string, unknown>>;
}

/** The app of a world. */
export type AppOf<W> = W extends { readonly app: infer A } ? (A extends () => infer R ? Awaited<R> : A) : never;

interface Run {
  readonly failure: Error | undefined;
  readonly faults: readonly Fault[];
  readonly trace: Trace;
  readonly reached: ReadonlyMap<string, boolean>;
}

/**
 * Runs a scenario over many seeds, each with other faults, and with every provider's rules. What fails is cut down to
 * the faults that it needs.
 *
 * @param world makes an app and what it works on; called for every run, so that nothing is shared between them
 * @param scenario sends, waits, and makes its claims with `always`, `sometimes` and `eventually`
 * @throws `EXPLORATION_FAILED`, with the faults as code, a replay and the trace; `NEVER_REACHED` for a `sometimes`;
 *   `NOT_DETERMINISTIC` when the same seed does not give the same trace
 * @example
 * await explore(world, async (cloud, { ledger }) => {
 *   always("never charged twice", () => new Set(ledger).size === ledger.length);
 *   await cloud.send("orders", { id: "a" });
 *   eventually("charged", () => ledger.length === 1);
 * }, { seeds: 500, as: ["aws", "gcp", "azure", "vercel"] });
 */
export async function explore<W extends ExploredWorld>(
  world: () => W | Promise<W>,
  scenario: (cloud: Cloud<AppOf<W>>, world: W) => unknown,
  { seeds = 100, from = 0, chaos = mixtures.everything, as = ["memory"], replay, options = {} }: ExploreOptions = {},
): Promise<Explored> {
  const reached: Record<string, number> = {};
  let count = 0;

  const run = async (simulated: SimulateOptions): Promise<Run> => {
    count++;
    const made = await world();
    const claims = createClaims();
    const provide = { ...options.provide, ...made.provide };
    const given: SimulateOptions = { realIO: "error", ...options, provide, ...simulated };
    const cloud = cloudOf(made.app, given, claims.step) as unknown as Cloud<AppOf<W>>;
    const failure = await runs.run(claims, async () => {
      try {
        await scenario(cloud, made);
        await cloud.settled();
        await claims.end();
        return claims.failure;
      } catch (thrown) {
        return claims.failure ?? (thrown instanceof Error ? thrown : new Error(String(thrown)));
      }
    });
    return { failure, faults: cloud.faults, trace: cloud.trace, reached: claims.reached };
  };
  const keep = (seen: Run): void => {
    for (const [claim, held] of seen.reached) reached[claim] = (reached[claim] ?? 0) + Number(held);
  };

  if (replay !== undefined) {
    const { as: provider, seed, faults } = readReplay(replay);
    const known = as.find((one) => typeof one !== "string" && one.name === provider) ?? provider;
    const seen = await run({ as: known, seed, faults });
    if (seen.failure) throw failed(seen, { provider, seed, from: faults.length, runs: count });
    keep(seen);
    return { runs: count, reached };
  }

  for (const adapter of as) {
    const provider = typeof adapter === "string" ? adapter : adapter.name;
    for (let seed = from; seed < from + seeds; seed++) {
      const first = await run({ as: adapter, seed, chaos });
      keep(first);
      if (seed === from) same(first, await run({ as: adapter, seed, chaos }), provider, seed);
      if (!first.failure) continue;
      const again = async (faults: readonly Fault[]): Promise<Run> => run({ as: adapter, seed, faults });
      const alike = (other: Run): boolean =>
        other.failure !== undefined && kindOf(other.failure) === kindOf(first.failure as Error);
      const before = count;
      const { list } = await shrink(first.faults, async (faults) => alike(await again(faults)));
      const last = await again(list);
      const shown = alike(last) ? last : first;
      throw failed(shown, { provider, seed, from: first.faults.length, runs: count - before });
    }
  }
  const missed = Object.keys(reached).filter((claim) => !reached[claim]);
  if (missed.length)
    throw error(
      "NEVER_REACHED",
      `in ${count} runs none reached ${missed.map((it) => `"${it}"`).join(", ")}: nothing is shown by them`,
    );
  return { runs: count, reached };
}

/** What tells failures apart: the claim, else what kind of error it was. */
const kindOf = (failure: Error & { readonly claim?: string; readonly code?: string }): string =>
  failure.claim ?? failure.code ?? failure.name;

function same(one: Run, two: Run, provider: string, seed: number): void {
  if (one.trace.digest === two.trace.digest) return;
  const [a, b] = [`${one.trace}`.split("\n"), `${two.trace}`.split("\n")];
  const at = a.findIndex((row, index) => row !== b[index]);
  throw error(
    "NOT_DETERMINISTIC",
    `seed ${seed} as ${provider} gave two traces; they part at\n  ${a[at] ?? "the end"}\n  ${b[at] ?? "the end"}\nsomething outside the world differs: state that runs share, or real time, chance or I/O`,
  );
}

/** The error of a failed run, as a person wants to read it. */
function failed(
  { failure, faults, trace }: Run,
  { provider, seed, from, runs: tried }: { provider: string; seed: number | string; from: number; runs: number },
): Error {
  const replay = replayOf({ as: provider, seed, faults });
  const plan = faults.map((one) => `    ${faultCode(one)},\n`).join("");
  const message = `${failure?.message}
  as ${provider}, seed ${seed}; ${faults.length} of ${from} faults are needed (${tried} runs)

  faults: [${plan && `\n${plan}  `}]
  replay: "${replay}"

${`${trace}`.replace(/^/gm, "  ")}`;
  return Object.assign(error("EXPLORATION_FAILED", message), { cause: failure, faults, replay, trace, provider, seed });
}
