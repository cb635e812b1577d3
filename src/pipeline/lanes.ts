import type { Incoming, Invocation, Settled, Settlement } from "../delivery/index.ts";

/** Settles one event; never throws. */
export type Settle = (incoming: Incoming) => Promise<Settlement>;

/**
 * Settles a delivery: lanes in parallel, each in order and stopped at its first retry, at most `concurrency` events at
 * a time. Near the deadline nothing is begun any more. What was not begun is a retry.
 *
 * @returns one settlement an event, in the order of `events`
 */
export async function settleLanes(
  events: readonly Incoming[],
  settle: Settle,
  concurrency: number,
  { signal }: Pick<Invocation, "signal">,
): Promise<readonly Settled[]> {
  const lanes = new Map<string | number, number[]>();
  events.forEach((incoming, index) => {
    const lane = lanes.get(incoming.lane ?? index);
    if (lane) lane.push(index);
    else lanes.set(incoming.lane ?? index, [index]);
  });
  const settled: Settled[] = [];
  const waiting = lanes.values();
  const worker = async (): Promise<void> => {
    for (const lane of waiting) {
      let stopped: string | undefined;
      for (const index of lane) {
        const incoming = events[index] as Incoming;
        if (!stopped && signal.aborted) stopped = "the deadline is near";
        const settlement: Settlement = stopped ? { is: "retry", error: new Error(stopped) } : await settle(incoming);
        if (settlement.is === "retry") stopped ??= "an earlier event of its lane is retried";
        const { receipt, lane: name } = incoming;
        settled[index] = {
          ...settlement,
          ...(receipt !== undefined && { receipt }),
          ...(name !== undefined && { lane: name }),
        };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, lanes.size) }, worker));
  return settled;
}
