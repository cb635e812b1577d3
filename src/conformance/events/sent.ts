import type { CloudEvent, Incoming } from "../../adapter/index.ts";
import type { EventTrigger, Sent } from "./carrier.ts";

/** What the scenarios' app listens for among CloudEvents. */
export const MATCH = { type: "com.example.conformance" } as const;

/** Name of its queue, topic, stream and bucket. */
export const CHANNEL = "conformance";

const TYPES: Readonly<Record<EventTrigger, string>> = {
  queue: "dev.unmoor.queue",
  topic: "dev.unmoor.topic",
  stream: "dev.unmoor.stream",
  schedule: "dev.unmoor.schedule",
  bucket: "dev.unmoor.bucket.created",
  cloudEvent: MATCH.type,
};

/** After so many deliveries an event of its functions is exhausted. */
export const ATTEMPTS = 5;

/** Bytes that say that they are JSON. */
export const BROKEN: Uint8Array = new TextEncoder().encode('{"broken":');

/** The event of a delivery that stands for what was sent. */
export function incomingOf(trigger: EventTrigger, sent: Sent, index: number, now: number): Incoming {
  const { lane, receipt, attempt = 1, trace, broken, extensions, ...attributes } = sent;
  const data = broken ? BROKEN : sent.data;
  const contentType = broken ? "application/json" : contentTypeOf(data);
  const event = {
    specversion: "1.0",
    // Providers that number their records read the number at its end.
    id: `event-${crypto.randomUUID().slice(0, 8)}-${index}`,
    source: "/conformance",
    type: TYPES[trigger],
    time: new Date(now).toISOString(),
    ...(trigger === "bucket" && { subject: (data as { key: string }).key }),
    ...(contentType && { datacontenttype: contentType }),
    ...attributes,
    ...extensions,
    data,
  } as CloudEvent;
  return {
    event,
    channel: CHANNEL,
    ...(broken && { fault: new SyntaxError("the data are no JSON") }),
    ...(lane !== undefined && { lane }),
    ...(receipt !== undefined && { receipt }),
    attempt,
    ...(attempt >= ATTEMPTS && { last: true }),
    ...(trace && { trace }),
  };
}

/** An event like another, with its number for data. */
export function probe(trigger: EventTrigger, { lane, receipt, attempt }: Partial<Incoming>, index: number): Incoming {
  const data = trigger === "bucket" ? { bucket: CHANNEL, key: `${index}` } : { probe: index };
  return incomingOf(
    trigger,
    {
      data,
      ...(lane !== undefined && { lane }),
      ...(receipt !== undefined && { receipt }),
      ...(attempt !== undefined && { attempt }),
    },
    index,
    0,
  );
}

function contentTypeOf(data: unknown): string | undefined {
  if (data === undefined) return undefined;
  if (data instanceof Uint8Array) return "application/octet-stream";
  return typeof data === "string" ? "text/plain" : "application/json";
}
