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

const retry = (why: string): Settlement => ({ is: "retry", error: new Error(why) });

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
  const lanes = new Map<string | number, number[]>();
  let free = 0;
  events.forEach(({ lane = Math.floor(free++ / batch) }, index) => {
    const members = lanes.get(lane);
    if (members) members.push(index);
    else lanes.set(lane, [index]);
  });
  const settled: Settled[] = [];
  const put = (index: number, settlement: Settlement): void => {
    const { receipt, lane } = events[index] as Incoming;
    settled[index] = { ...settlement, ...(receipt !== undefined && { receipt }), ...(lane !== undefined && { lane }) };
  };
  const waiting = lanes.values();
  const worker = async (): Promise<void> => {
    for (const lane of waiting) {
      let stopped: string | undefined;
      for (let at = 0; at < lane.length; at += batch) {
        const group = lane.slice(at, at + batch);
        if (signal.aborted) stopped ??= "the deadline is near";
        const given = stopped ? [] : await settle(group.map((index) => events[index] as Incoming));
        group.forEach((index, i) => {
          const settlement = stopped ? retry(stopped) : (given[i] as Settlement);
          put(index, settlement);
          const comesBack = settlement.is === "retry" || (settlement.is === "reject" && !buries);
          if (comesBack && events[index]?.lane !== undefined) stopped ??= "an earlier event of its lane comes again";
        });
      }
    }
  };
  // Whatever the number says, somebody works: an event without a settlement would be lost.
  await Promise.all(Array.from({ length: Math.max(1, Math.min(concurrency, lanes.size) || 1) }, worker));
  return settled;
}
