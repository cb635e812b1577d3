import type { CloudEvent } from "../delivery/index.ts";
import { error } from "../wire/index.ts";
import { decodeData, encodeData, mediaType } from "./data.ts";
import { eventOfJson, eventsOfJson, eventToJson, type ReadOptions } from "./json.ts";
import { missing, validate } from "./validate.ts";

/** An HTTP message that carries events. */
export interface EventMessage {
  /** Names in any case. */
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: Uint8Array;
}

const STRUCTURED = "application/cloudevents+json";
const BATCHED = "application/cloudevents-batch+json";

/**
 * The events of an HTTP message: binary, structured or batched mode by its content type.
 *
 * Right where the official JavaScript SDK 10 is wrong: nothing is invented (it makes up `time`), header values are
 * percent-decoded, media types are compared without case and parameters, JSON scalars and falsy data survive, and data
 * is what its content type says in every mode.
 *
 * @throws `INVALID_EVENT` (400): no CloudEvent, or data that is not what its content type says
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
 * @example eventsOfHttp({ headers: request.headers, body: new Uint8Array(await request.arrayBuffer()) })
 */
export function eventsOfHttp({ headers, body }: EventMessage, options: ReadOptions = {}): CloudEvent[] {
  const attributes: Record<string, unknown> = {};
  let contentType: string | undefined;
  for (const [header, value] of headers) {
    const name = header.toLowerCase();
    if (name === "content-type") contentType = value;
    else if (name.startsWith("ce-") && name !== "ce-__proto__") attributes[name.slice(3)] = decodeValue(value);
  }
  try {
    const type = mediaType(contentType);
    if (type === BATCHED) return eventsOfJson(JSON.parse(new TextDecoder().decode(body)), options);
    if (type === STRUCTURED) return [eventOfJson(JSON.parse(new TextDecoder().decode(body)), options)];
    if (contentType !== undefined) attributes.datacontenttype = contentType;
    const wrong = (options.strict ? validate : missing)(attributes);
    if (wrong[0]) throw error("INVALID_EVENT", `not a CloudEvent 1.0: ${wrong.join("; ")}`, 400);
    const data = decodeData(body, contentType);
    return [{ ...attributes, ...(data !== undefined && { data }) } as unknown as CloudEvent];
  } catch (cause) {
    // By name: the decoder's own TypeError has a code, too.
    if ((cause as Error).name === "UnmoorError") throw cause;
    throw error("INVALID_EVENT", `the body is not what its content type says: ${(cause as Error).message}`, 400);
  }
}

/**
 * The binary mode of an event: attributes as `ce-` headers, data as the body.
 *
 * @throws `INVALID_EVENT` for what CloudEvents 1.0 refuses
 */
export function eventToBinary(event: CloudEvent): EventMessage {
  const { data, datacontenttype, ...attributes } = event;
  const wrong = validate({ ...attributes, datacontenttype });
  if (wrong[0]) throw error("INVALID_EVENT", `not a CloudEvent 1.0: ${wrong.join("; ")}`);
  const headers: [string, string][] = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [`ce-${name}`, encodeValue(String(value))]);
  const type =
    datacontenttype ??
    (data === undefined ? undefined : data instanceof Uint8Array ? "application/octet-stream" : "application/json");
  if (type) headers.push(["content-type", type]);
  return { headers, body: encodeData(data, type) };
}

/** The structured mode of an event, or with several the batched one. */
export function eventToStructured(event: CloudEvent | readonly CloudEvent[]): EventMessage {
  const batch = Array.isArray(event);
  const json = batch ? (event as readonly CloudEvent[]).map(eventToJson) : eventToJson(event as CloudEvent);
  return {
    headers: [["content-type", `${batch ? BATCHED : STRUCTURED}; charset=utf-8`]],
    body: new TextEncoder().encode(JSON.stringify(json)),
  };
}

/** Section 3.1.3.2: what is not visible ASCII, space, quote and percent are percent-encoded UTF-8. */
const encodeValue = (value: string): string => value.replace(/[^!#-$&-~]/gu, encodeURIComponent);

/** A quoted value is unquoted first. What is no valid encoding stays as it came: an attribute is no reason to fail. */
function decodeValue(value: string): string {
  const plain = /^".*"$/s.test(value) ? value.slice(1, -1).replace(/\\(.)/gs, "$1") : value;
  return plain.replace(/(%[\da-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}
