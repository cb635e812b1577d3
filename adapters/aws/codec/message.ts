import { type CloudEvent, fromBase64, type Incoming } from "unmoor/adapter";
import { traceparent } from "../trace.ts";

/** What a carrier says of a message, for the event that it becomes; what is absent is left out. */
export interface Attributes {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: unknown;
  readonly time?: unknown;
  readonly [extension: string]: unknown;
}

/** Properties beside a message, their names in lower case. */
export type Properties = Readonly<Record<string, string | undefined>>;

let second = Number.NaN;
let written: string | undefined;

/**
 * RFC 3339 of milliseconds since the epoch. What was last written is kept by its second: `Date` takes longer for it than
 * JSON for a small message, and messages come in company.
 */
export function timeOf(since: unknown): string | undefined {
  const ms = Math.trunc(Number(since));
  const own = Math.floor(ms / 1000);
  if (own !== second) {
    second = own;
    written = new Date(ms).toJSON()?.slice(0, -4);
  }
  return written && `${written}${`${ms - own * 1000}`.padStart(3, "0")}Z`;
}

/** What the owner of an ARN calls it. */
export const nameOf = (arn: string): string =>
  arn
    .split(/[:/]/)
    .at(-1)!
    .replace(/\.fifo$/, "");

/** Properties of a map of attributes; each message service has its own name for their text. */
export function propertiesOf(attributes: object | null | undefined, key: string, xray?: string): Properties {
  const found: Record<string, string | undefined> = { "x-amzn-trace-id": xray };
  for (const [name, value] of Object.entries(attributes ?? {})) found[name.toLowerCase()] ??= value[key];
  return found;
}

/**
 * Data of a message: what its content type says; without one JSON where it parses, else text where it is, else bytes.
 *
 * @throws SyntaxError, TypeError where it is not what its content type says
 */
function dataOf(raw: string | Uint8Array, type = ""): Pick<CloudEvent, "data" | "datacontenttype"> {
  const json = /^$|[/+]json\s*(;|$)/i.test(type);
  let data: unknown = raw;
  let found = "application/octet-stream";
  try {
    if (typeof raw !== "string" && (json || /^text/i.test(type)))
      data = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
    if (typeof data === "string") found = "text/plain";
    if (json) {
      data = JSON.parse(data as string);
      found = "application/json";
    }
  } catch (cause) {
    if (type) throw cause;
  }
  return { data, datacontenttype: type || found };
}

/** The event of a message. What is itself a CloudEvent keeps its own attributes. */
function eventOf(attributes: Attributes, raw: string | Uint8Array | undefined, type?: string): Record<string, unknown> {
  const given = raw === undefined ? { data: raw } : dataOf(raw, type);
  const own = Object(given.data) as CloudEvent & { readonly data_base64?: unknown };
  if (own.specversion !== "1.0" || ![own.id, own.source, own.type].every((one) => one && typeof one === "string"))
    return present(attributes, given);
  const { data_base64: base64, ...event } = own;
  const data =
    typeof base64 === "string"
      ? dataOf(fromBase64(base64), event.datacontenttype ?? "application/octet-stream").data
      : event.data;
  return present(event, { data });
}

/** An event without what is absent, or `null` as the JSON format has it; and without the name that would give a copy another prototype. */
function present(attributes: object, data: object): Record<string, unknown> {
  const event: Record<string, unknown> = { specversion: "1.0" };
  for (const name in attributes) {
    const value = attributes[name as never];
    if (value != null && name !== "__proto__") event[name] = value;
  }
  return Object.assign(event, data);
}

/**
 * A message with what its carrier says of it. What cannot be decoded is its own fault and spoils no other.
 *
 * @param said properties that travel with it; X-Ray's header among them as `x-amzn-trace-id`
 * @param base64 `raw` is base64 of bytes
 */
export function incoming(
  attributes: Attributes,
  raw: string | undefined,
  said: Properties,
  rest: Omit<Incoming, "event" | "fault" | "trace">,
  base64?: boolean,
): Incoming {
  let event: Record<string, unknown>;
  let fault: Error | undefined;
  let body: string | Uint8Array | undefined = raw;
  try {
    if (base64 && raw !== undefined) body = fromBase64(raw);
    event = eventOf(attributes, body, said["content-type"]);
  } catch (cause) {
    fault = cause as Error;
    event = present(attributes, { data: typeof body === "string" ? new TextEncoder().encode(body) : body });
  }
  const trace = traceparent(said.traceparent ?? event.traceparent, said["x-amzn-trace-id"]);
  return { event: event as unknown as CloudEvent, ...rest, fault, trace };
}
