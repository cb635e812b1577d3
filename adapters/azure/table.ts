import {
  type App,
  type Codec,
  type EventFunction,
  error,
  type FunctionFacts,
  functionsOf,
  milliseconds,
  type TargetConfig,
} from "unmoor/adapter";
import { type Binding, binding } from "./binding.ts";
import { blob } from "./codec/blob.ts";
import type { EventOptions, EventWire } from "./codec/event.ts";
import { eventGrid } from "./codec/event-grid.ts";
import { eventHubs } from "./codec/event-hubs.ts";
import { kafka } from "./codec/kafka.ts";
import { serviceBus, serviceBusTopic } from "./codec/service-bus.ts";
import { storageQueue } from "./codec/storage-queue.ts";
import { timer } from "./codec/timer.ts";
import { factsOf, limitOf } from "./facts.ts";

type EventCodec = Codec<"events", EventWire, void>;

interface Shape {
  readonly codec: (options: EventOptions) => EventCodec;
  /** What it lacks that a function may need. */
  readonly lacks?: { readonly deadLetter?: string; readonly order?: string };
}

/** The shapes of each kind of source, default first: those of the adapter. */
export const shapesOf = (): Readonly<Record<string, Readonly<Record<string, Shape>>>> => ({
  queue: {
    "service-bus": { codec: serviceBus },
    "storage-queue": { codec: storageQueue, lacks: { order: "queues of Azure Storage keep no order" } },
  },
  topic: { "service-bus-topic": { codec: serviceBusTopic }, "event-grid": { codec: eventGrid } },
  stream: {
    "event-hubs": { codec: eventHubs, lacks: { deadLetter: "Event Hubs has no dead letter" } },
    kafka: { codec: kafka, lacks: { deadLetter: "the Kafka extension has no dead letter" } },
  },
  schedule: { timer: { codec: timer } },
  bucket: { blob: { codec: blob } },
  cloudEvent: { "event-grid": { codec: eventGrid } },
});

/** An event function as it is registered. */
export interface Bound {
  readonly name: string;
  readonly fn: EventFunction;
  readonly binding: Binding;
  readonly codec: EventCodec;
  readonly timeoutMs: number | undefined;
}

/** A function as the build would know it. */
function known(name: string, { source, options }: EventFunction): FunctionFacts {
  const { batch, attempts, deadLetter, timeout, when, from } = options;
  const { schema: _, ...named } = source;
  return {
    name,
    trigger: source.kind,
    source: { ...named, ...(when && { when }), ...(from && { from }) },
    streaming: false,
    deadLetter: !!deadLetter,
    ...(batch !== undefined && { batch }),
    ...(attempts !== undefined && { attempts }),
    ...(timeout !== undefined && { timeoutMs: milliseconds(timeout) }),
  };
}

/**
 * The event functions of an app, each with its binding and codec, by the defaults of the build.
 *
 * @param config names a shape by kind (`queue: "storage-queue"`), and what `binding` reads
 * @param timeoutMs of functions without their own
 * @throws `UNKNOWN_SHAPE`, `MISSING_TRAIT`, and what `binding` throws
 */
export function boundEvents(app: App, config: TargetConfig, timeoutMs: number | undefined): Bound[] {
  const kinds = shapesOf();
  return functionsOf(app, "event").map(([name, fn]): Bound => {
    const { kind, fifo } = fn.source;
    const shapes = kinds[kind] as Readonly<Record<string, Shape>>;
    const shape = String(config[kind] ?? Object.keys(shapes)[0]);
    if (!Object.hasOwn(shapes, shape))
      throw error("UNKNOWN_SHAPE", `${kind} is "${shape}"; use ${Object.keys(shapes).join(" or ")}`);
    const { codec, lacks = {} } = shapes[shape] as Shape;
    const facts = known(name, fn);
    const lack = (fifo && lacks.order) || (!facts.deadLetter && lacks.deadLetter);
    if (lack)
      throw error(
        "MISSING_TRAIT",
        `"${name}" cannot be on ${shape}: ${lack}; ${fifo ? "use another" : "give it a `deadLetter`"}`,
      );
    return {
      name,
      fn,
      binding: binding(facts, { shape }, config),
      codec: codec(factsOf(facts, shape, config)),
      timeoutMs: limitOf(shape, facts.timeoutMs ?? timeoutMs),
    };
  });
}
