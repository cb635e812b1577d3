import * as fc from "fast-check";
import { type App, functionsOf } from "../app/index.ts";
import { type Chaos, chaos as mixtures } from "./chaos.ts";
import type { Site } from "./fault.ts";
import { AFTER, BEFORE, type Fault, type FaultKind } from "./fault.ts";

/** What a plan is drawn from. */
export interface PlanOptions {
  /** Up to so many faults; 4 by default. */
  readonly maxFaults?: number;
  /** Among the first so many events of each function; 4 by default. */
  readonly events?: number;
  /** Where instances may die beside before and after the handler. */
  readonly checkpoints?: readonly string[];
}

/**
 * Faults as an arbitrary of fast-check, so that inputs and faults shrink together: to fewer faults, of the first kinds,
 * at the first events, with the shortest delays.
 *
 * @param app whose functions the faults are at
 * @param chaos which kinds; how likely each is makes no difference here
 * @example
 * fc.assert(fc.asyncProperty(fc.array(fc.uuid()), plan(app, chaos.atLeastOnce), async (ids, faults) => {
 *   const cloud = simulate(createApp(), { faults });
 *   for (const id of ids) await cloud.send("orders", { id });
 *   await cloud.settled();
 * }));
 */
export function plan(
  app: object,
  chaos: Chaos = mixtures.everything,
  { maxFaults = 4, events = 4, checkpoints = [] }: PlanOptions = {},
): fc.Arbitrary<readonly Fault[]> {
  const names = [...functionsOf(app as App, "event"), ...functionsOf(app as App, "task")].map(([name]) => name);
  if (!names.length) return fc.constant([]);
  const site: fc.Arbitrary<Site> = fc.record({
    of: fc.constantFrom(...names),
    nth: fc.integer({ min: 1, max: events }),
    attempt: fc.integer({ min: 1, max: 2 }),
  });
  const ms = (...buckets: readonly [number, ...number[]]): fc.Arbitrary<number> => fc.constantFrom(...buckets);
  const kinds: Readonly<Record<FaultKind, fc.Arbitrary<Fault>>> = {
    duplicate: fc.record({ kind: fc.constant("duplicate"), site, afterMs: ms(0, 1, 20, 60_000) }),
    delay: fc.record({ kind: fc.constant("delay"), site, ms: ms(1, 1000, 30_000, 300_000) }),
    reorder: fc.record({
      kind: fc.constant("reorder"),
      site,
      behind: fc.integer({ min: 2, max: events + 1 }).map((n) => `e${n}`),
    }),
    crash: fc.record({ kind: fc.constant("crash"), site, at: fc.constantFrom(BEFORE, AFTER, ...checkpoints) }),
    hang: fc.record({ kind: fc.constant("hang"), site }),
    loseReply: fc.record({ kind: fc.constant("loseReply"), site }),
    throttle: fc.record({ kind: fc.constant("throttle"), fromMs: ms(0, 1000), forMs: ms(1000, 60_000) }),
    disconnect: fc.record({ kind: fc.constant("disconnect"), site, ms: ms(0, 1, 100) }),
  };
  const chosen = (Object.keys(kinds) as FaultKind[]).filter((kind) => chaos[kind]).map((kind) => kinds[kind]);
  return chosen.length ? fc.array(fc.oneof(...chosen), { maxLength: maxFaults }) : fc.constant([]);
}
