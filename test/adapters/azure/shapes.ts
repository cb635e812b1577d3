import { type Codec, createInvocation, type Delivery, type Incoming, type Invocation, nodeHost } from "unmoor/adapter";
import { blob } from "../../../adapters/azure/codec/blob.ts";
import type { EventOptions, EventWire } from "../../../adapters/azure/codec/event.ts";
import { eventGrid } from "../../../adapters/azure/codec/event-grid.ts";
import { eventHubs } from "../../../adapters/azure/codec/event-hubs.ts";
import { kafka } from "../../../adapters/azure/codec/kafka.ts";
import { serviceBus, serviceBusTopic } from "../../../adapters/azure/codec/service-bus.ts";
import { storageQueue } from "../../../adapters/azure/codec/storage-queue.ts";
import { timer } from "../../../adapters/azure/codec/timer.ts";

/** Every event codec of the adapter, by its shape. */
export const CODECS: Readonly<Record<string, (options?: EventOptions) => Codec<"events", EventWire, void>>> = {
  "service-bus": serviceBus,
  "service-bus-topic": serviceBusTopic,
  "storage-queue": storageQueue,
  "event-hubs": eventHubs,
  kafka,
  timer,
  "event-grid": eventGrid,
  blob,
};

/** 2026-11-21T12:00:00.500Z */
export const AT = 1_795_262_400_500;

export const invocation: Invocation = createInvocation({ id: "call", at: AT, native: undefined, log() {} }, nodeHost());

export const wire = (
  trigger: Readonly<Record<string, unknown>>,
  input: unknown,
  metadata: Readonly<Record<string, unknown>> = {},
  retries = 0,
): EventWire => ({ trigger, input, metadata, retries });

/** The only event of a delivery. */
export function one(codec: Codec<"events", EventWire, void>, native: EventWire): Incoming {
  const { events } = codec.decode(native, invocation);
  if (events.length !== 1) throw new Error(`${events.length} events`);
  return events[0] as Incoming;
}

export const decode = (codec: Codec<"events", EventWire, void>, native: EventWire): Delivery<"events"> =>
  codec.decode(native, invocation);

/** What a run throws: its code, or its message where it has none. */
export function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (cause) {
    return (cause as { code?: string }).code ?? (cause as Error).message;
  }
  return undefined;
}
