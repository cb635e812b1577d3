import type { CloudEvent, Incoming } from "../adapter/index.ts";
import { type AnySource, type Duration, milliseconds } from "../app/index.ts";
import { nameOf } from "./plan.ts";

/** What a sender may say beside the data. */
export interface SendOptions {
  /** The event's own; `event-1` and so on by default. */
  readonly id?: string;
  readonly subject?: string;
  /** Of cloudEvent; of others the simulation. */
  readonly source?: string;
  /** Delivered so much later, where the provider can. */
  readonly delay?: Duration;
  /** What is kept in order with each other: message group, partition key, ordering key. */
  readonly key?: string;
  /** W3C traceparent. */
  readonly trace?: string;
}

/** An event as it was sent, and what its channel keeps of it. */
export interface Sent {
  readonly event: CloudEvent;
  readonly channel: string;
  /** Of all events of the simulation, from 1. */
  readonly number: number;
  /** Of its channel, from 1. */
  readonly nth: number;
  /** The data in JSON, so that no delivery sees what another did to them. */
  readonly json?: string | undefined;
  readonly bytes: number;
  readonly trace?: string | undefined;
}

/** The event of something sent to a source. */
export function sentTo(
  source: AnySource,
  data: unknown,
  { id, subject, source: from, trace }: SendOptions,
  at: { readonly number: number; readonly nth: number; readonly now: number },
): Sent {
  const type = contentType(data);
  const about = subject ?? source.match?.subject;
  const event: CloudEvent = {
    specversion: "1.0",
    id: id ?? `event-${at.number}`,
    source: from ?? source.match?.source ?? "/simulation",
    type: source.match?.type ?? `dev.unmoor.${source.kind}`,
    ...(about !== undefined && { subject: about }),
    time: new Date(at.now).toISOString(),
    ...(type && { datacontenttype: type }),
    data,
  };
  return { ...carried(event), channel: nameOf(source), number: at.number, nth: at.nth, trace };
}

/** Any event, ready to be delivered several times. */
export function carried(event: CloudEvent): Pick<Sent, "event" | "json" | "bytes"> {
  const { data } = event;
  if (data instanceof Uint8Array) return { event, bytes: data.length };
  const json = data === undefined ? undefined : JSON.stringify(data);
  const text = typeof data === "string" ? data : (json ?? "");
  return { event, json, bytes: new TextEncoder().encode(text).length };
}

/** One delivery of it. */
export const incomingOf = (
  { event, json, channel, trace }: Sent,
  more: Pick<Incoming, "attempt" | "last" | "lane" | "receipt">,
): Incoming => ({
  event: json === undefined ? event : { ...event, data: JSON.parse(json) as unknown },
  channel,
  ...(trace !== undefined && { trace }),
  ...more,
});

function contentType(data: unknown): string | undefined {
  if (data === undefined) return undefined;
  if (data instanceof Uint8Array) return "application/octet-stream";
  return typeof data === "string" ? "text/plain" : "application/json";
}

export const delayOf = ({ delay }: SendOptions): number => (delay === undefined ? 0 : milliseconds(delay));
