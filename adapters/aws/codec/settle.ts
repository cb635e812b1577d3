import type { Settled } from "unmoor/adapter";

/** Build-time facts of every event codec. */
export interface EventOptions {
  /** The function has a handler for what is rejected: only then a reject may be acknowledged. */
  readonly deadLetter?: boolean | undefined;
}

/** Build-time facts of the codecs of queues and streams. */
export interface BatchOptions extends EventOptions {
  /**
   * The event source mapping has `FunctionResponseTypes: [ReportBatchItemFailures]`. Without it Lambda ignores what is
   * reported and deletes all, so the whole delivery fails instead (elastic-ipfs/infrastructure#154).
   */
  readonly partial?: boolean | undefined;
}

/** What an event source mapping takes back. */
export interface BatchReply<Id = string> {
  readonly batchItemFailures: readonly { readonly itemIdentifier: Id }[];
}

/**
 * The reply of a batch: of each receipt, or of each lane, where it first failed. A reject failed, too, if nobody has
 * kept it.
 *
 * @throws AggregateError when an event failed and nothing takes parts: Lambda delivers all of them again
 */
export function settle<Id = string>(
  settled: readonly Settled[],
  { partial, deadLetter }: BatchOptions,
  key: "receipt" | "lane" = "receipt",
  idOf: (receipt: string) => unknown = (receipt) => receipt,
): BatchReply<Id> | undefined {
  const failed = settled.filter((one) => one.is !== "done" && !(deadLetter && one.is === "reject"));
  const [first] = failed as { error: Error }[];
  if (partial && !first) return { batchItemFailures: [] };
  if (partial) {
    // The first of a key wins: written last.
    const receipts = new Map(failed.reverse().map((one) => [one[key], one.receipt as string]));
    return { batchItemFailures: [...receipts.values()].reverse().map((it) => ({ itemIdentifier: idOf(it) as Id })) };
  }
  if (first)
    throw new AggregateError(
      failed.map((one) => (one as typeof first).error),
      `${failed.length} of ${settled.length} events failed: ${first.error.message}`,
    );
  return undefined;
}

/** The same of what Lambda retries as a whole. */
export const whole = (settled: readonly Settled[], { deadLetter }: EventOptions): undefined =>
  settle(settled, { deadLetter }) as undefined;
