import { type Context, type EventFunction, milliseconds, type Reject, type Retry, type Schema } from "../app/index.ts";
import type { CloudEvent, Dispatch, Host, Incoming, Invocation, Settlement } from "../delivery/index.ts";
import { createContext, type DispatchOptions } from "./context.ts";
import { settleLanes } from "./lanes.ts";
import { onion } from "./onion.ts";
import { validated } from "./validated.ts";

/** Events of different lanes that are handled at the same time unless the function says otherwise. */
const CONCURRENCY = 16;

/**
 * Hands events to one function, each in an attempt of its own, and settles each in exactly one outcome.
 *
 * @example const dispatch = eventDispatch("fulfil", fulfil, { provider: "aws" });
 */
export function eventDispatch(name: string, fn: EventFunction, options: DispatchOptions): Dispatch<"events"> {
  const { use, deadLetter, timeout, batch, concurrency = CONCURRENCY } = fn.options;
  const schema = fn.source.schema as Schema | undefined;
  const limit = timeout === undefined ? options.timeoutMs : milliseconds(timeout);

  const call = async (events: readonly CloudEvent[], context: Context): Promise<readonly Settlement[]> => {
    const given = await onion("event", use, events, context, () =>
      fn.handler((batch ? events : events[0]) as never, context as never),
    );
    const results = batch ? ((given ?? events.map(() => undefined)) as readonly unknown[]) : [given];
    if (results.length !== events.length)
      throw new Error(`${name} gave ${results.length} results for ${events.length} events`);
    return results.map((result) => resultOf(result, !!batch));
  };

  /** What cannot be read is rejected alone; the others are handled together. */
  const attempt = async (group: readonly Incoming[], context: Context): Promise<readonly Settlement[]> => {
    const settlements: Settlement[] = [];
    const events: CloudEvent[] = [];
    const indexes: number[] = [];
    await Promise.all(
      group.map(async ({ event, fault }, index) => {
        try {
          if (fault) settlements[index] = rejected(fault);
          else events[index] = schema ? { ...event, data: await validated(event.data, schema, "data") } : event;
        } catch (thrown) {
          settlements[index] = settlementOf(thrown);
        }
      }),
    );
    // `events` has holes where an event could not be read.
    events.forEach((_, index) => void indexes.push(index));
    if (indexes[0] === undefined) return settlements;
    const given = await call(
      indexes.map((index) => events[index] as CloudEvent),
      context,
    ).catch((thrown: unknown) => indexes.map(() => settlementOf(thrown)));
    indexes.forEach((index, i) => {
      settlements[index] = given[i] as Settlement;
    });
    return settlements;
  };

  const buried = async (
    settlement: Settlement,
    { event, last }: Incoming,
    context: Context,
    invocation: Invocation,
    host: Host,
  ): Promise<Settlement> => {
    if (settlement.is === "done" || (settlement.is === "retry" && !last)) return settlement;
    const { error } = settlement;
    if (!deadLetter) return rejected(error);
    // A dead letter that fails is a retry: nothing is acknowledged before it is safe.
    return inTime((async () => deadLetter(event, error, context))(), invocation, host).then(
      () => rejected(error),
      (thrown: unknown): Settlement => ({ is: "retry", error: asError(thrown) }),
    );
  };

  const settle = async (
    group: readonly Incoming[],
    invocation: Invocation,
    host: Host,
  ): Promise<readonly Settlement[]> => {
    const [{ attempt: count, trace = invocation.trace }] = group as [Incoming];
    const context = createContext(group.length > 1 ? {} : { attempt: count, trace }, options, invocation, host);
    const given = await Promise.race([attempt(group, context), invocation.over]).catch((thrown: unknown) =>
      group.map(() => settlementOf(thrown)),
    );
    return Promise.all(
      group.map(async (incoming, index) => {
        const settlement = await buried(given[index] as Settlement, incoming, context, invocation, host);
        if (settlement.is === "retry" && settlement.afterMs && !delays) {
          delays = true;
          invocation.log.warn(`${options.provider} delays no retry: "after" has no effect`, {
            after: settlement.afterMs,
          });
        }
        if (settlement.is !== "done")
          invocation.log.error(`${name}: ${settlement.is}`, {
            event: incoming.event.id,
            ...(incoming.attempt && { attempt: incoming.attempt }),
            error: settlement.error,
          });
        return settlement;
      }),
    );
  };

  let { delays } = options;
  // A codec's throw after that is its answer and no news: each failure is in the log already.
  const told = new WeakSet<Invocation>();

  return {
    kind: "events",
    deliver(delivery, invocation, host) {
      told.add(invocation);
      invocation.begin(name, limit);
      const cut = { batch: batch ?? 1, concurrency, buries: deadLetter !== undefined };
      return settleLanes(delivery.events, (group) => settle(group, invocation, host), cut, invocation);
    },
    refuse(thrown, invocation) {
      if (!told.has(invocation)) invocation.log.error("the delivery could not be handled", { error: thrown });
      throw thrown;
    },
  };
}

/** What a handler said of one event; in a batch also as `Promise.allSettled` says it. */
function resultOf(result: unknown, batch: boolean): Settlement {
  const { status, reason, value } = (result ?? {}) as Partial<PromiseRejectedResult & PromiseFulfilledResult<unknown>>;
  if (batch && status === "rejected") return settlementOf(reason);
  const said = batch && status === "fulfilled" ? value : result;
  return isReject(said) || isRetry(said) ? settlementOf(said) : { is: "done" };
}

const rejected = (error: Error): Settlement => ({ is: "reject", error });

/** What `work` gives, unless it still runs when half of the time that is left has passed. */
function inTime(work: Promise<unknown>, { deadline }: Invocation, host: Host): Promise<unknown> {
  let cancel: (() => void) | undefined;
  const late = new Promise((_, reject) => {
    cancel = host.after((deadline - host.now()) / 2, () => reject(new Error("the dead letter took too long")));
  });
  return Promise.race([work, late]).finally(cancel);
}

/** By name and not by `instanceof`: an app may hold two copies of the package. */
const isReject = (value: unknown): value is Reject => value instanceof Error && value.name === "Reject";
const isRetry = (value: unknown): value is Retry => value instanceof Error && value.name === "Retry";
const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

function settlementOf(thrown: unknown): Settlement {
  const error = asError(thrown);
  if (isReject(error)) return { is: "reject", error };
  const afterMs = isRetry(error) ? error.afterMs : undefined;
  return { is: "retry", error, ...(afterMs !== undefined && { afterMs }) };
}
