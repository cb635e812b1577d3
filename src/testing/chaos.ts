import type { Entropy } from "./entropy.ts";
import type { Fault, FaultKind } from "./fault.ts";
import { AFTER, BEFORE } from "./fault.ts";

/** How likely each kind of fault is at each place where it can be, from 0 to 1. */
export type Chaos = Readonly<Partial<Record<FaultKind, number>>>;

/** Mixtures to begin with. */
export const chaos: {
  readonly none: Chaos;
  /** What every provider does to every queue: again, later, in another order. */
  readonly atLeastOnce: Chaos;
  readonly everything: Chaos;
} = {
  none: {},
  atLeastOnce: { duplicate: 0.3, delay: 0.2, reorder: 0.2 },
  everything: {
    duplicate: 0.2,
    delay: 0.1,
    reorder: 0.1,
    crash: 0.1,
    hang: 0.05,
    throttle: 0.05,
    loseReply: 0.1,
    disconnect: 0.1,
  },
};

/** A place where something may go wrong. */
export interface Place {
  /** `e2#1`, or of an event that is not delivered yet `e2`. */
  readonly key: string;
  /** Of crashes: `before`, `after`, or a checkpoint. */
  readonly at?: string | undefined;
  /** The event that comes after this one. */
  readonly following?: string | undefined;
  /** Milliseconds since the simulation began. */
  readonly now: number;
  /** Milliseconds until the provider gives a silent delivery up. */
  readonly leaseMs?: number | undefined;
}

/**
 * Draws faults. Each place draws from a stream of its own, so that leaving one fault out moves no other; kinds are a
 * random subset for each seed, because a bug that needs one kind alone drowns in all of them. Delays come from buckets
 * around what matters: at once, a moment later, while it runs, after it has ended, after its lease has.
 */
export function createChaos(rates: Chaos, entropy: Entropy): (kind: FaultKind, place: Place) => Fault | undefined {
  const kinds = (Object.keys(rates) as FaultKind[]).filter((kind) => rates[kind]);
  const chosen = new Set(kinds.filter((kind) => entropy.fork(`kind:${kind}`).chance(0.6)));
  // None would be a seed for nothing.
  if (!chosen.size && kinds.length) chosen.add(entropy.fork("kind").pick(kinds));
  return (kind, { key, at, following, now, leaseMs = 30_000 }) => {
    if (!chosen.has(kind)) return undefined;
    const own = entropy.fork(`${kind}@${key}${at === undefined ? "" : `:${at}`}`);
    if (!own.chance(rates[kind] ?? 0)) return undefined;
    const { pick } = own;
    switch (kind) {
      case "duplicate": {
        const afterMs = pick([0, 0, 1, 20, undefined, leaseMs + 1]);
        return { kind, site: key, ...(afterMs !== undefined && { afterMs }) };
      }
      case "delay":
        return { kind, site: key, ms: pick([1, 1000, 30_000, 300_000]) };
      case "reorder":
        return following ? { kind, site: key, behind: following } : undefined;
      case "crash":
        return { kind, site: key, at: at ?? BEFORE };
      case "disconnect":
        return { kind, site: key, ms: pick([0, 1, 100]) };
      case "throttle":
        return { kind, fromMs: now, forMs: pick([1000, 60_000]) };
      default:
        return { kind, site: key };
    }
  };
}

/** Kinds that spend a delivery. Drawn only where the provider has deliveries to spare: the limit is not the handler's. */
export const FAILING: ReadonlySet<FaultKind> = new Set(["crash", "hang", "loseReply"]);
export { AFTER, BEFORE };
