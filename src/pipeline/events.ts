import {
  type AnyEventMiddleware,
  type Context,
  type EventFunction,
  milliseconds,
  type Reject,
  type Retry,
  type Schema,
} from "../app/index.ts";
import type { CloudEvent, Dispatch, Host, Incoming, Invocation, Settlement } from "../delivery/index.ts";
import { createContext } from "./context.ts";
import type { DispatchOptions } from "./http.ts";
import { beforeDeadline } from "./invocation.ts";
import { settleLanes } from "./lanes.ts";
import { createLog } from "./log.ts";
import { createProvided, onion } from "./onion.ts";

/** Events of different lanes that are handled at the same time unless the function says otherwise. */
const CONCURRENCY = 16;

/**
 * Hands events to one function, each in an attempt of its own, and settles each in exactly one outcome.
 *
 * @example const dispatch = eventDispatch("fulfil", fulfil, { provider: "aws" });
 */
export function eventDispatch(name: string, fn: EventFunction, options: DispatchOptions): Dispatch<"events"> {
  const { use, deadLetter, timeout, concurrency = CONCURRENCY } = fn.options;
  const provided = createProvided(options.provide);
  const limit = timeout === undefined ? options.timeoutMs : milliseconds(timeout);

  const attempt = async (incoming: Incoming, context: Context, host: Host): Promise<Settlement> => {
    if (incoming.fault) throw Object.assign(incoming.fault, { name: "Reject" });
    const event = await validated(incoming.event, fn.source.schema as Schema | undefined);
    if (use) await provided.into(context, use as readonly AnyEventMiddleware[], host.env);
    const one = fn.options.batch === undefined;
    const given = await onion("event", use, event, context, () =>
      fn.handler((one ? event : [event]) as never, context as never),
    );
    const said = one ? given : (given as readonly unknown[] | undefined)?.[0];
    if (isReject(said) || isRetry(said)) throw said;
    const { status, reason } = (said ?? {}) as Partial<PromiseRejectedResult>;
    if (!one && status === "rejected") throw reason;
    return { is: "done" };
  };

  const settle = async (incoming: Incoming, invocation: Invocation, host: Host): Promise<Settlement> => {
    const context = createContext(
      { function: name, provider: options.provider, attempt: incoming.attempt, trace: incoming.trace },
      invocation,
      host,
    );
    const log = createLog(name, invocation, host);
    const about = { event: incoming.event.id, ...(incoming.attempt && { attempt: incoming.attempt }) };
    const late = (): Settlement => ({ is: "retry", error: new Error("the handler still ran near the deadline") });
    let settlement = await beforeDeadline(
      attempt(incoming, context, host).catch((thrown: unknown) => settlementOf(thrown)),
      late,
      invocation,
      host,
    );
    if (settlement.is === "retry" && incoming.last) settlement = { is: "reject", error: settlement.error };
    if (settlement.is === "reject" && deadLetter) {
      const { error } = settlement;
      settlement = await beforeDeadline(
        (async () => deadLetter(incoming.event, error, context))().then(
          (): Settlement => ({ is: "reject", error }),
          (thrown: unknown): Settlement => ({ is: "retry", error: asError(thrown) }),
        ),
        late,
        invocation,
        host,
      );
    }
    if (settlement.is !== "done") log.error(`${name}: ${settlement.is}`, { ...about, error: settlement.error });
    return settlement;
  };

  return {
    kind: "events",
    deliver(delivery, invocation, host) {
      if (limit !== undefined) invocation.limit(invocation.at + limit);
      return settleLanes(delivery.events, (it) => settle(it, invocation, host), concurrency, invocation, host);
    },
    refuse(thrown, invocation, host) {
      createLog(name, invocation, host).error("the delivery could not be handled", { error: thrown });
      throw thrown;
    },
  };
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
