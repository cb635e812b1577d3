import { type CloudEvent, decodeData, encodeData, eventOfJson, type Incoming } from "unmoor/adapter";
import { present } from "./event.ts";

/** A message as its carrier knows it. */
export interface Message {
  /** Bytes, with `dataType: "binary"`; without it what the library has made of them. */
  readonly input: unknown;
  readonly contentType?: string | undefined;
  /** Of the sender's own. */
  readonly properties?: unknown;
  /** Attributes of the event that the carrier makes of it. */
  readonly attributes: Omit<CloudEvent, "specversion" | "data">;
}

/**
 * The event of a message: the CloudEvent that it holds (structured, or binary by the AMQP and Kafka bindings), or one
 * about it. What cannot be read is at fault, and its data the bytes as they came.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/amqp-protocol-binding.md
 */
export function eventOfMessage(message: Message): Pick<Incoming, "event" | "fault" | "trace"> {
  const { event, fault } = contentOf(message);
  const trace = traceOf([...Object.entries(message.properties ?? {}), ["traceparent", event.traceparent]]);
  return { event, ...(fault && { fault }), ...(trace && { trace }) };
}

function contentOf({ input, contentType, properties, attributes }: Message): Pick<Incoming, "event" | "fault"> {
  // A copy: Node's chunk is a slice of a shared pool, and a `Buffer` behaves unlike other bytes.
  const bytes =
    input instanceof Uint8Array
      ? new Uint8Array(input)
      : encodeData(input, typeof input === "string" ? "text/plain" : undefined);
  const about = (data: unknown, datacontenttype: string | undefined): CloudEvent =>
    present({ specversion: "1.0" as const, ...attributes, datacontenttype, data }) as unknown as CloudEvent;
  try {
    const given = attributesOf(properties);
    // Of the binary mode, where data is what its content type says.
    if (given.specversion) {
      const event = eventOfJson(present({ ...given, datacontenttype: contentType }));
      return { event: { ...event, data: decodeData(bytes, contentType) } };
    }
    const [data, type] = read(bytes, contentType);
    const structured = /^application\/cloudevents\+json\b/i.test(type ?? "");
    return { event: structured || isEvent(data) ? eventOfJson(data) : about(data, type) };
  } catch (fault) {
    return { event: about(bytes, contentType), fault: fault as Error };
  }
}

/**
 * Data by its content type; without one JSON where it parses, else text, else bytes.
 *
 * @throws SyntaxError, TypeError where it is not what its content type says
 */
function read(bytes: Uint8Array, contentType: string | undefined): [data: unknown, type: string | undefined] {
  if (contentType || !bytes.length) return [decodeData(bytes, contentType), contentType];
  for (const type of ["application/json", "text/plain"])
    try {
      return [decodeData(bytes, type), type];
    } catch {
      // Nobody has said that it is.
    }
  return [bytes, "application/octet-stream"];
}

/** Attributes among the properties of a message. */
function attributesOf(properties: unknown): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(properties ?? {})) {
    const [, name] = /^(?:cloudevents[:_]|ce[_-])([a-z\d]+)$/i.exec(key) ?? [];
    if (name && value !== null && typeof value !== "object") attributes[name.toLowerCase()] = String(value);
  }
  return attributes;
}

const isEvent = (data: unknown): boolean => {
  const { specversion, id, source, type } = (data ?? {}) as Partial<CloudEvent>;
  return specversion === "1.0" && [id, source, type].every((each) => each && typeof each === "string");
};

/** The traceparent that a sender put into its message: the Azure SDKs' `Diagnostic-Id`, or its own name. */
function traceOf(properties: readonly (readonly [string, unknown])[]): string | undefined {
  for (const [key, value] of properties)
    if (/^(diagnostic-id|traceparent)$/i.test(key) && /^00-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(String(value)))
      return String(value);
  return undefined;
}
