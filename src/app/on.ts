import type { CloudEvent } from "../delivery/index.ts";
import type { Context } from "./context.ts";
import type { Duration } from "./duration.ts";
import type { Added, AnyEventMiddleware } from "./middleware.ts";
import type { Reject, Retry } from "./outcome.ts";
import type { AnySource } from "./source.ts";

/** By index, how the events of a batch ended; `Promise.allSettled` fits as it is. */
export type BatchResult = void | readonly (undefined | Retry | Reject | PromiseSettledResult<unknown>)[];

type Data<S> = S extends { readonly schema?: infer C } ? Output<NonNullable<C>> : unknown;
type Output<C> = C extends { readonly "~standard": { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly output: infer Out }
    ? Out
    : unknown
  : unknown;

/** What a handler of a source is: one event, or with `batch` several. */
export type EventHandler<S, B extends number | undefined = undefined, Extra = unknown> = B extends number
  ? (events: readonly CloudEvent<Data<S>>[], context: Context & Extra) => BatchResult | Promise<BatchResult>
  : (event: CloudEvent<Data<S>>, context: Context & Extra) => unknown;

/** Choices for an event function. */
export interface OnOptions<
  B extends number | undefined = number | undefined,
  U extends readonly AnyEventMiddleware[] = readonly AnyEventMiddleware[],
> {
  /** Up to so many events in one call; providers without batches deliver batches of one. */
  readonly batch?: B;
  /** How long the provider may wait to fill a batch. */
  readonly window?: Duration;
  /** After so many deliveries an event is exhausted; the provider's own number by default. */
  readonly attempts?: number;
  /** Events of different lanes handled at the same time; 16 by default. */
  readonly concurrency?: number;
  readonly timeout?: Duration;
  readonly memory?: number;
  /** Gets what was rejected, before it is acknowledged; when it throws the event is retried. */
  readonly deadLetter?: (event: CloudEvent, error: Error, context: Context) => unknown;
  readonly use?: U;
}

/** Choices that only some sources have. */
export type OptionsOf<Kind> = Kind extends "bucket"
  ? {
      /** Which changes of objects; `created` by default. */
      readonly when?: "created" | "deleted";
    }
  : Kind extends "stream"
    ? {
        /** Where a new consumer begins; `latest` by default. */
        readonly from?: "latest" | "earliest";
      }
    : unknown;

/** A source bound to a handler. */
export interface EventFunction<S extends AnySource = AnySource> {
  readonly kind: "event";
  readonly source: S;
  readonly options: OnOptions & OptionsOf<"bucket"> & OptionsOf<"stream">;
  handler(events: never, context: never): unknown;
}

/**
 * An event function. Returning means done; throwing means retry; `Retry` and `Reject` say it exactly.
 *
 * @example
 * export const fulfil = on(orders, async (event, context) => {
 *   if (event.data.total < 0) throw new Reject("negative total");
 * });
 */
export function on<S extends AnySource>(source: S, handler: EventHandler<S>): EventFunction<S>;
export function on<
  S extends AnySource,
  const B extends number | undefined = undefined,
  const U extends readonly AnyEventMiddleware[] = readonly [],
>(source: S, options: OnOptions<B, U> & OptionsOf<S["kind"]>, handler: EventHandler<S, B, Added<U>>): EventFunction<S>;
/* @__NO_SIDE_EFFECTS__ */
export function on(
  source: AnySource,
  options: OnOptions | EventFunction["handler"],
  handler?: EventFunction["handler"],
): EventFunction {
  return typeof options === "function"
    ? { kind: "event", source, options: {}, handler: options }
    : { kind: "event", source, options, handler: handler as EventFunction["handler"] };
}
