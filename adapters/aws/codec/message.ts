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

/** RFC 3339 of milliseconds since the epoch. */
export const timeOf = (ms: unknown): string | null => new Date(Number(ms)).toJSON();

/** What the owner of an ARN calls it. */
export const nameOf = (arn: string): string => arn.replace(/^.*[:/]|\.fifo$/gs, "");

/** Properties of a map of attributes; each message service has its own name for their text. */
export const propertiesOf = (attributes: object | null | undefined, key: string): Properties =>
  Object.fromEntries(
    Object.entries(attributes ?? {}).map(([name, value]) => [
      name.toLowerCase(),
      (value as Record<string, string>)[key],
    ]),
  );

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
  const { data_base64: base64, ...event } = Object(given.data) as CloudEvent;
  if (
    event.specversion !== "1.0" ||
    ![event.id, event.source, event.type].every((one) => one && typeof one === "string")
  )
    return { ...attributes, ...given };
  const data =
    typeof base64 === "string"
      ? dataOf(fromBase64(base64), event.datacontenttype ?? "application/octet-stream").data
      : event.data;
  return { ...event, data };
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
  let fault: unknown;
  let body: string | Uint8Array | undefined = raw;
  try {
    if (base64 && raw !== undefined) body = fromBase64(raw);
    event = eventOf(attributes, body, said["content-type"]);
  } catch (cause) {
    fault = cause;
    event = { ...attributes, data: typeof body === "string" ? new TextEncoder().encode(body) : body };
  }
  // Absent, or `null` as the JSON format has it; and the name that would give a copy another prototype.
  for (const name in event) if (name === "__proto__" || (event[name] == null && name !== "data")) delete event[name];
  const trace = traceparent(said.traceparent ?? (event.traceparent as string | undefined), said["x-amzn-trace-id"]);
  return {
    event: { specversion: "1.0", ...event } as unknown as CloudEvent,
    ...rest,
    ...(fault ? { fault: fault as Error } : {}),
    ...(trace && { trace }),
  };
}
