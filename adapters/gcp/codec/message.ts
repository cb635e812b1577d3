import { type CloudEvent, fromBase64, type Incoming } from "unmoor/adapter";
import { traceparent } from "../trace.ts";

/** A message as Google's carriers hand it over, before anybody has asked what it means. */
export interface Message {
  /** What the carrier says of it. */
  readonly said: Pick<CloudEvent, "id" | "source" | "type"> & { readonly time?: unknown };
  /** Ordering key of Pub/Sub. */
  readonly key?: unknown;
  /** Of the sender, names in any case: `content-type` and `ce-` ones mean something, the others are extensions. */
  readonly attributes: object;
  /** Text is base64. */
  readonly data: unknown;
}

/**
 * A message as an event. One that is a CloudEvent itself keeps its own attributes: in JSON, or in the binary form of
 * the Pub/Sub binding, whose attributes are prefixed with `ce-`. Any other gets the carrier's, and its attributes become
 * extensions under the names that CloudEvents allows: lower-case letters and digits (`eventType` is `eventtype`).
 *
 * @see https://github.com/google/knative-gcp/blob/main/docs/spec/pubsub-protocol-binding.md
 */
export function incomingOf({
  said,
  key,
  attributes,
  data,
}: Message): Pick<Incoming, "event" | "fault" | "trace" | "lane"> {
  const own: Record<string, unknown> = {};
  const others: Record<string, unknown> = {};
  let type: string | undefined;
  for (const [name, value] of Object.entries(attributes)) {
    const plain = name.toLowerCase().replace(/[^a-z\d]/g, "");
    if (typeof value !== "string") continue;
    if (plain === "contenttype") type = value;
    else if (/^ce-/i.test(name)) own[plain.slice(2)] = value;
    // What only the data themselves can say.
    else if (plain && !plain.startsWith("data")) others[plain] = value;
  }
  let event: Record<string, unknown> = { ...others, specversion: "1.0", ...said, ...(isEvent(own) && own) };
  let fault: unknown;
  try {
    if (data != null && !(data instanceof Uint8Array)) data = fromBase64(data as string);
    const read = dataOf(data as Uint8Array | undefined, type);
    if (isEvent(read.data)) {
      const { data_base64: base64, ...given } = read.data;
      event = given;
      if (base64) event.data = dataOf(fromBase64(base64), given.datacontenttype ?? OCTETS).data;
    } else if (/^application\/cloudevents/i.test(type ?? "")) throw new TypeError("the data are no CloudEvent");
    else event = { ...event, ...read };
  } catch (cause) {
    fault = cause;
    event = {
      ...event,
      datacontenttype: type,
      data: data instanceof Uint8Array ? data : new TextEncoder().encode(`${data}`),
    };
  }
  if (key) event.partitionkey = `${key}`;
  // Absent, or `null` as the JSON format has it.
  for (const name in event) if (event[name] == null && name !== "data") delete event[name];
  // What Pub/Sub's own client libraries call it: https://docs.cloud.google.com/pubsub/docs/open-telemetry-tracing
  const trace = traceparent(event.traceparent ?? others.googclienttraceparent, undefined);
  return {
    event: event as unknown as CloudEvent,
    ...(fault !== undefined && { fault: fault as Error }),
    ...(trace && { trace }),
    ...(!!key && { lane: `${key}` }),
  };
}

const OCTETS = "application/octet-stream";

function isEvent(value: unknown): value is Record<string, string | undefined> {
  const { specversion, id, source, type } = (value ?? {}) as Partial<CloudEvent>;
  return specversion === "1.0" && [id, source, type].every((it) => it && typeof it === "string");
}

/**
 * The data of a body. Where nobody says what they are, the first that fits: JSON, text, bytes.
 *
 * @throws SyntaxError, TypeError where they are said to be JSON and are not
 */
function dataOf(bytes: Uint8Array | undefined, type: string | undefined): Partial<CloudEvent> {
  if (!bytes?.length) return type ? { datacontenttype: type } : {};
  const json = /^$|[/+]json\s*(;|$)/i.test(type ?? "");
  let data: unknown = bytes;
  let found = OCTETS;
  try {
    if (type !== OCTETS) {
      data = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      found = "text/plain";
      if (json) {
        data = JSON.parse(data as string);
        found = "application/json";
      }
    }
  } catch (cause) {
    if (json && type) throw cause;
  }
  return { datacontenttype: type ?? found, data };
}
