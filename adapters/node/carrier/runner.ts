import { type Codec, type Dispatch, exchange, nodeHost } from "unmoor/adapter";
import type { CronRun } from "../codec/cron.ts";
import { type CarrierOptions, invocationOf } from "./invocation.ts";

/** Starts a run. Settles when it and its `waitUntil` work are done; never rejects. */
export type Runner = (run: CronRun) => Promise<void>;

/**
 * The carrier of runs of a schedule.
 *
 * @example runner(cron(), eventDispatch("nightly", nightly, { provider: "node" }), { timeoutMs: 60_000 })
 */
export function runner(
  codec: Codec<"events", CronRun, void>,
  dispatch: Dispatch<"events">,
  { timeoutMs }: CarrierOptions,
): Runner {
  const host = nodeHost();
  return async (run) => {
    const invocation = invocationOf(run, timeoutMs, host);
    // Why is in the log already, and nobody waits for an answer.
    await exchange(codec, run, invocation, dispatch, host).catch(() => invocation.log.error("the run was not done"));
    await invocation.rest();
  };
}
