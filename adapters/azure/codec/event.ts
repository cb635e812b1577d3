import { error, type Settled } from "unmoor/adapter";

/** What the library hands to a handler that is no HTTP's, as far as codecs read it. */
export interface EventWire {
  readonly input: unknown;
  /** The binding of the trigger, as it was registered. */
  readonly trigger: Readonly<Record<string, unknown>>;
  /** Keys begin with a lower-case letter, those inside objects of users included. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Of the function's own retry policy: 0 the first time. */
  readonly retries: number;
}

/** Build-time facts of an event unit on Azure. */
export interface EventOptions {
  /** Name of the queue, topic, stream or schedule, as the app calls it. */
  readonly channel?: string;
  /** The function has a handler for what is rejected, so that a reject can be acknowledged. */
  readonly deadLetter?: boolean;
  /** After so many deliveries the platform gives up, or we do. */
  readonly attempts?: number;
}

/** Whether `native` came through a binding of that type; `topic` tells the two of Service Bus apart. */
export function comesBy(native: unknown, type: string, topic?: boolean): native is EventWire {
  const { trigger, metadata } = (native ?? {}) as Partial<EventWire>;
  return trigger?.type === type && !!metadata && (topic === undefined || topic === "topicName" in trigger);
}

/**
 * Azure takes a delivery as a whole: what is not done, and nobody has put aside, fails it.
 *
 * @throws the failure of the one event that must come again, or an AggregateError of several
 */
export function settleWhole(settled: readonly Settled[], { deadLetter }: EventOptions): void {
  const errors = settled.flatMap((one) =>
    one.is === "retry" || (one.is === "reject" && !deadLetter) ? [one.error] : [],
  );
  if (errors[1]) throw new AggregateError(errors, `${errors.length} of ${settled.length} events failed`);
  if (errors[0]) throw errors[0];
}

/** Name of where it came through, as the app calls it, or as the binding does. */
export const channelOf = ({ trigger }: EventWire, { channel }: EventOptions): string =>
  channel ?? String(trigger.queueName ?? trigger.topicName ?? trigger.eventHubName ?? trigger.topic ?? "");

/** The trigger's inputs: one, or with cardinality many a list; each with its metadata. */
export function messages({ input, metadata, trigger }: EventWire): { input: unknown; of(name: string): unknown }[] {
  if (!/^many$/i.test(String(trigger.cardinality ?? ""))) return [{ input, of: (name) => metadata[name] }];
  if (!Array.isArray(input)) throw error("INVALID_EVENT", `a batch of ${String(trigger.type)} is no list`, 400);
  return input.map((each: unknown, index) => ({
    input: each,
    of(name) {
      const list = metadata[`${name}Array`];
      // A host that drops what is empty would shift the rest: azure-functions-nodejs-worker#639.
      return Array.isArray(list) && list.length === input.length ? list[index] : undefined;
    },
  }));
}

/** Digits of an integer: a number, or what protobuf makes of one of 64 bits. */
export function digits(value: unknown): string | undefined {
  const { low, high } = (value ?? {}) as { low?: unknown; high?: unknown };
  if (typeof low === "number" && typeof high === "number") return String((BigInt(high) << 32n) | BigInt(low >>> 0));
  return /^\d+$/.test(String(value)) ? String(value) : undefined;
}

/** Counted from 1; undefined where nobody says. */
export const count = (value: unknown): number | undefined => Number(digits(value)) || undefined;

/**
 * Text that says something. The library parses what looks like JSON: an id "42" comes as a number.
 *
 * @see https://github.com/Azure/azure-functions-nodejs-library/issues/459
 */
export function text(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A time of .NET, which leaves the zone of UTC away where the kind of a DateTime is not known. */
export function utc(value: unknown): string | undefined {
  const time = text(value);
  return time && (/(Z|[+-]\d\d:?\d\d)$/i.test(time) ? time : `${time}Z`);
}

/** Members that have a value. */
export const present = <T extends object>(members: T): { [Key in keyof T]: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
