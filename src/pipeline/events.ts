import { type Context, type EventFunction, milliseconds, type Reject, type Retry, type Schema } from "../app/index.ts";
import type { CloudEvent, Dispatch, Host, Incoming, Invocation, Settlement } from "../delivery/index.ts";
import { createContext, type DispatchOptions } from "./context.ts";
import { settleLanes } from "./lanes.ts";
import { onion } from "./onion.ts";

/** Events of different lanes that are handled at the same time unless the function says otherwise. */
const CONCURRENCY = 16;

/**
 * Hands events to one function, each in an attempt of its own, and settles each in exactly one outcome.
 *
 * @example const dispatch = eventDispatch("fulfil", fulfil, { provider: "aws" });
 */
export function eventDispatch(name: string, fn: EventFunction, options: DispatchOptions): Dispatch<"events"> {
  const { use, deadLetter, timeout, concurrency = CONCURRENCY } = fn.options;
  const limit = timeout === undefined ? options.timeoutMs : milliseconds(timeout);

  const attempt = async ({ event: raw, fault }: Incoming, context: Context): Promise<Settlement> => {
    if (fault) return { is: "reject", error: fault };
    const event = await validated(raw, fn.source.schema as Schema | undefined);
    const one = fn.options.batch === undefined;
    const given = await onion("event", use, event, context, () =>
      fn.handler((one ? event : [event]) as never, context as never),
    );
    const results = one ? [given] : ((given ?? [undefined]) as readonly unknown[]);
    if (results.length !== 1) throw new Error(`${name} gave ${results.length} results for a batch of 1`);
    const [said] = results;
    if (isReject(said) || isRetry(said)) throw said;
    const { status, reason } = (said ?? {}) as Partial<PromiseRejectedResult>;
    if (!one && status === "rejected") throw reason;
    return { is: "done" };
  };

  const settle = async (incoming: Incoming, invocation: Invocation, host: Host): Promise<Settlement> => {
    const { event, attempt: count, last, trace = invocation.trace } = incoming;
    const context = createContext({ attempt: count, trace }, options, invocation, host);
    let settlement = await Promise.race([attempt(incoming, context), invocation.over]).catch(settlementOf);
    if (settlement.is === "retry" && last) settlement = { is: "reject", error: settlement.error };
    if (settlement.is === "reject" && deadLetter) {
      const { error } = settlement;
      // A dead letter that fails is a retry: nothing is acknowledged before it is safe.
      settlement = await inTime((async () => deadLetter(event, error, context))(), invocation, host).then(
        (): Settlement => ({ is: "reject", error }),
        (thrown: unknown): Settlement => ({ is: "retry", error: asError(thrown) }),
      );
    }
    if (settlement.is !== "done")
      invocation.log.error(`${name}: ${settlement.is}`, {
        event: event.id,
        ...(count && { attempt: count }),
        error: settlement.error,
      });
    return settlement;
  };

  return {
    kind: "events",
    deliver(delivery, invocation, host) {
      invocation.begin(name, limit);
      return settleLanes(delivery.events, (it) => settle(it, invocation, host), concurrency, invocation);
    },
    refuse(thrown, { log }) {
      log.error("the delivery could not be handled", { error: thrown });
      throw thrown;
    },
  };
}

/** What `work` gives, unless it still runs when half of the time that is left has passed. */
function inTime(work: Promise<unknown>, { deadline }: Invocation, host: Host): Promise<unknown> {
  let cancel: (() => void) | undefined;
  const late = new Promise((_, reject) => {
    cancel = host.after((deadline - host.now()) / 2, () => reject(new Error("the dead letter took too long")));
  });
  return Promise.race([work, late]).finally(cancel);
}

/** The event with its data as the schema gives it. Invalid data is a reject: no further attempt can help. */
async function validated(event: CloudEvent, schema: Schema | undefined): Promise<CloudEvent> {
  if (!schema) return event;
  const verdict = await schema["~standard"].validate(event.data);
  if (!verdict.issues) return { ...event, data: verdict.value };
  const issues = verdict.issues.map(
    ({ message, path = [] }) =>
      `${path
        .map((key) => (typeof key === "object" ? key.key : key))
        .map(String)
        .join(".")}: ${message}`,
  );
  throw Object.assign(new Error(`data is invalid: ${issues.join("; ")}`), { name: "Reject" });
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
