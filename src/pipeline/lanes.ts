import type { Incoming, Invocation, Settled, Settlement } from "../delivery/index.ts";

/** Settles the events of one call of a handler, one settlement an event; never throws. */
export type Settle = (group: readonly Incoming[]) => Promise<readonly Settlement[]>;

/** How a delivery is cut up. */
export interface Cut {
  /** Up to so many events in one call. */
  readonly batch: number;
  /** Up to so many calls at a time. */
  readonly concurrency: number;
  /** What is rejected has gone to a dead letter; otherwise the provider gets it back and delivers it again. */
  readonly buries: boolean;
}

/**
 * Settles a delivery: lanes in parallel, each in order and stopped by the first event that comes again. Near the
 * deadline nothing is begun any more. What was not begun is a retry, and so is what stands behind such an event: the
 * provider delivers it again in any case.
 *
 * @returns one settlement an event, in the order of `events`
 */
export async function settleLanes(
  events: readonly Incoming[],
  settle: Settle,
  { batch, concurrency, buries }: Cut,
  { signal }: Pick<Invocation, "signal">,
): Promise<readonly Settled[]> {
  let free = 0;
  const waiting = Map.groupBy(events, ({ lane }) => lane ?? Math.floor(free++ / batch)).values();
  const settled = new Map<Incoming, Settlement>();
  const worker = async (): Promise<void> => {
    for (const lane of waiting) {
      let stopped: string | undefined;
      for (let at = 0; at < lane.length; at += batch) {
        const group = lane.slice(at, at + batch);
        if (signal.aborted) stopped ??= "the deadline is near";
        const given = stopped ? [] : await settle(group);
        group.forEach((one, i) => {
          const settlement: Settlement = stopped ? { is: "retry", error: new Error(stopped) } : given[i]!;
          settled.set(one, settlement);
          const comesBack = settlement.is === "retry" || (settlement.is === "reject" && !buries);
          if (comesBack && one.lane !== undefined) stopped ??= "an earlier event of its lane comes again";
        });
      }
    }
  };
  // Whatever the number says, somebody works: an event without a settlement would be lost.
  await Promise.all(Array.from({ length: Math.max(1, Math.min(concurrency, events.length) || 1) }, worker));
  return events.map((one) => ({ ...settled.get(one)!, receipt: one.receipt, lane: one.lane }));
}
