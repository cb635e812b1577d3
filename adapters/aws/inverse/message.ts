import { eventToJson, type Incoming, type Settled, toBase64 } from "unmoor/adapter";
import type { Attributes } from "../codec/message.ts";

/** The clock of what the platform stamps itself. */
export const NOW = "2026-11-21T12:30:00.000Z";

/** An ARN of this account: the event's own source where it is one of the service, else one by the channel's name. */
export function arnOf({ event, channel = "unmoor" }: Incoming, service: string, prefix = "", suffix = ""): string {
  const own = event.source.startsWith(`arn:aws:${service}:`) && event.source.endsWith(suffix);
  return own ? event.source : `arn:aws:${service}:eu-central-1:123456789012:${prefix}${channel}${suffix}`;
}

/** Data by itself, and the content type that a reader without properties takes it for. */
function plain(data: unknown, bytes: boolean): readonly [body: string | Uint8Array | undefined, type: string] | null {
  if (data === undefined) return null;
  if (data instanceof Uint8Array) {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(data);
    } catch {
      if (bytes) return [data, "application/octet-stream"];
    }
    return null;
  }
  if (typeof data === "string")
    try {
      JSON.parse(data);
    } catch {
      if (data.isWellFormed()) return [data, "text/plain"];
    }
  return [JSON.stringify(data), "application/json"];
}

/**
 * What travels for an event: its data, where the carrier's own attributes say all the rest, else the CloudEvent in JSON.
 *
 * @param own attributes that the carrier gives to the event
 * @param bytes the carrier takes bytes, not only text
 */
export function bodyOf(
  { event, fault }: Incoming,
  own: Attributes,
  bytes: boolean = false,
): string | Uint8Array | undefined {
  const { data, datacontenttype, ...attributes } = event;
  // Bytes that are not the JSON that they are said to be.
  if (fault)
    return JSON.stringify({
      ...attributes,
      datacontenttype: "application/json",
      data_base64: toBase64(data instanceof Uint8Array ? data : new TextEncoder().encode("{")),
    });
  const given = plain(data, bytes);
  const same =
    Object.keys({ ...attributes, ...own }).every(
      (name) => (attributes[name] ?? null) === ({ specversion: "1.0", ...own }[name] ?? null),
    ) &&
    (!datacontenttype || datacontenttype === given?.[1]);
  return same && given ? given[0] : JSON.stringify(eventToJson(event));
}

/** All of a delivery, the same. */
export const all = (events: readonly Incoming[], error?: Error): readonly Settled[] =>
  events.map(({ receipt, lane }) => ({
    ...(error ? { is: "retry" as const, error } : { is: "done" as const }),
    ...(receipt !== undefined && { receipt }),
    ...(lane !== undefined && { lane }),
  }));

/** What an asynchronous invocation comes to: Lambda retries the whole of it. */
export const async_ = (events: readonly Incoming[], reply: unknown): readonly Settled[] =>
  all(events, reply instanceof Error ? reply : undefined);

/**
 * What an event source mapping with `ReportBatchItemFailures` makes of a reply. One that it cannot read, or that names
 * what was not delivered, fails the whole batch (services-sqs-errorhandling).
 *
 * @param receiptOf of an `itemIdentifier`
 * @param rest all that stands behind a failure in its lane is delivered again, too
 */
export function reported(
  events: readonly Incoming[],
  reply: unknown,
  receiptOf: (id: unknown) => string | undefined,
  rest: boolean = false,
): readonly Settled[] {
  if (reply instanceof Error) return all(events, reply);
  const items = (reply as { batchItemFailures?: unknown } | null | undefined)?.batchItemFailures ?? [];
  const receipts = Array.isArray(items)
    ? items.map((item: { itemIdentifier?: unknown } | null) => receiptOf(item?.itemIdentifier))
    : [undefined];
  if (receipts.some((one) => one === undefined || !events.some(({ receipt }) => receipt === one)))
    return all(events, new Error("Lambda cannot read the report"));
  const failed = new Set(receipts);
  const stopped = new Set<string | undefined>();
  return events.map((event) => {
    const fails = failed.has(event.receipt) || (rest && stopped.has(event.lane));
    if (fails) stopped.add(event.lane);
    return all([event], fails ? new Error("reported as failed") : undefined)[0]!;
  });
}

export const textId = (id: unknown): string | undefined => (typeof id === "string" && id ? id : undefined);
