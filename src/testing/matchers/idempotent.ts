import type { Adapter } from "../../adapter/index.ts";
import type { Chaos } from "../chaos.ts";
import { chaos as mixtures } from "../chaos.ts";
import { eventually } from "../claims.ts";
import { differencesOf } from "../difference.ts";
import { explore } from "../explore.ts";
import type { SimulateOptions } from "../simulate.ts";
import { type State, type Verdict, verdict, wrong } from "./matcher.ts";

/** How hard it is tried. */
export interface IdempotentOptions {
  /** For each provider; 100 by default. */
  readonly seeds?: number;
  /** Names or adapters; `memory` by default. */
  readonly as?: readonly (string | Adapter)[];
  /** Of every simulation. */
  readonly options?: Omit<SimulateOptions, "as" | "seed" | "chaos" | "faults" | "replay">;
}

type World = { readonly app: object };

const CLAIM = "what is left is what is left when nothing goes wrong";

export async function toBeIdempotentUnder(
  this: State,
  received: unknown,
  chaos: Chaos,
  // Its types follow from the world, for whoever writes it.
  scenario: (cloud: never, world: never) => unknown,
  { seeds, as = ["memory"], options = {} }: IdempotentOptions = {},
): Promise<Verdict> {
  if (typeof received !== "function" || typeof scenario !== "function")
    wrong(
      "toBeIdempotentUnder",
      "what makes a world, with a scenario that gives what it leaves behind",
      this,
      received,
    );
  const world = received as () => World;
  let runs = 0;
  for (const adapter of as) {
    let left: unknown;
    const quiet = { seeds: 1, as: [adapter], chaos: mixtures.none, options };
    const kept = async (cloud: unknown, made: World): Promise<void> => {
      left = await scenario(cloud as never, made as never);
    };
    await explore(world, kept, quiet);
    const expected = unordered(left);
    const noisy = { ...(seeds !== undefined && { seeds }), as: [adapter], chaos, options };
    const found = await explore(
      world,
      async (cloud, made) => {
        const own = await scenario(cloud as never, made as never);
        eventually(CLAIM, () => {
          const differences = differencesOf(expected, unordered(own));
          if (differences.length) throw new Error(differences.join("; "));
          return true;
        });
      },
      noisy,
    ).catch((thrown: Error & { readonly code?: string }) => {
      if (thrown.code === "EXPLORATION_FAILED") return thrown;
      throw thrown;
    });
    if (found instanceof Error) return verdict(false, () => `expected to be idempotent, and is not: ${found.message}`);
    runs += found.runs;
  }
  return verdict(true, () => `expected not to be idempotent; ${runs} runs left behind what a quiet one does`);
}

/** A list as a bag: what comes in another order is no second effect. */
const unordered = (value: unknown): unknown =>
  Array.isArray(value) ? value.map((one) => JSON.stringify(one) ?? "undefined").sort() : value;
