import type { CloudEvent } from "../delivery/index.ts";
import { error, fromBase64, toBase64 } from "../wire/index.ts";
import { decodeData } from "./data.ts";
import { missing, present, validate } from "./validate.ts";

/** How events are read. */
export interface ReadOptions {
  /** Refuse whatever CloudEvents 1.0 does; by default senders may get names and optional attributes wrong. */
  readonly strict?: boolean;
}

/**
 * An event of the JSON format. Google's own audit events have `methodName` for an attribute name, which 1.0 forbids:
 * only `strict` refuses it.
 *
 * @throws `INVALID_EVENT` (400)
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export function eventOfJson(value: unknown, { strict }: ReadOptions = {}): CloudEvent {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw error("INVALID_EVENT", "a CloudEvent in JSON is an object", 400);
  const wrong = (strict ? validate : missing)(value as Record<string, unknown>);
  if (wrong[0]) throw error("INVALID_EVENT", `not a CloudEvent 1.0: ${wrong.join("; ")}`, 400);
  const { data, data_base64: base64, ...attributes } = value as Record<string, unknown>;
  const event: Record<string, unknown> = {};
  for (const [name, attribute] of Object.entries(attributes)) if (present(attribute)) event[name] = attribute;
  if (present(base64)) event.data = decodeData(fromBase64(String(base64)), event.datacontenttype as string | undefined);
  else if (data !== undefined) event.data = data;
  return event as unknown as CloudEvent;
}

/**
 * Several events: the JSON batch format.
 *
 * @throws `INVALID_EVENT` (400)
 */
export function eventsOfJson(value: unknown, options?: ReadOptions): CloudEvent[] {
  if (!Array.isArray(value)) throw error("INVALID_EVENT", "a batch of CloudEvents in JSON is an array", 400);
  return value.map((item) => eventOfJson(item, options));
}

/**
 * The JSON format of an event. Bytes leave as `data_base64`.
 *
 * @throws `INVALID_EVENT` for what CloudEvents 1.0 refuses
 */
export function eventToJson({ data, ...attributes }: CloudEvent): Record<string, unknown> {
  const wrong = validate(attributes);
  if (wrong[0]) throw error("INVALID_EVENT", `not a CloudEvent 1.0: ${wrong.join("; ")}`);
  if (data === undefined) return attributes;
  return data instanceof Uint8Array
    ? { ...attributes, data_base64: toBase64(data) }
    : {
        ...attributes,
        data: data as unknown,
        ...(typeof data === "string" && !attributes.datacontenttype && { datacontenttype: "application/json" }),
      };
}
