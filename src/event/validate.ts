/** RFC 3339, to the second, with an offset that exists. */
const TIME =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
/** RFC 2046: type, subtype, parameters. */
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+\s*(;.*)?$/;

const OPTIONAL: Readonly<Record<string, RegExp>> = {
  subject: /./s,
  time: TIME,
  datacontenttype: MEDIA_TYPE,
  // An absolute URI.
  dataschema: /^[A-Za-z][A-Za-z\d+.-]*:\S+$/,
};

/** An attribute is there: the JSON format lets senders write null for what is absent. */
export const present = (value: unknown): boolean => value !== undefined && value !== null;

/**
 * What is wrong with an event by CloudEvents 1.0, in words; nothing where it is right. What we send must be right; what
 * we receive needs only what `missing` asks for.
 *
 * @param event attributes, with `data` or, as in the JSON format, `data_base64`
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md#context-attributes
 * @example validate({ specversion: "1.0", id: "1", source: "/orders", type: "placed" }) // []
 */
export function validate(event: Readonly<Record<string, unknown>>): string[] {
  const wrong = missing(event);
  for (const [name, value] of Object.entries(event)) {
    const pattern = OPTIONAL[name];
    if (!present(value) || name === "data" || /^(id|source|type|specversion)$/.test(name)) continue;
    if (name === "data_base64") {
      if (present(event.data)) wrong.push("data and data_base64 exclude each other");
      if (typeof value !== "string") wrong.push("data_base64 is no string");
    } else if (pattern) {
      if (typeof value !== "string" || !pattern.test(value)) wrong.push(`${name} is ${JSON.stringify(value)}`);
    } else if (!/^[a-z\d]+$/.test(name)) wrong.push(`"${name}" is no attribute name: lower-case letters and digits`);
    else if (!isAttributeValue(value)) wrong.push(`${name} is neither a string, a boolean nor a 32-bit integer`);
  }
  return wrong;
}

/** What no receiver can do without. */
export function missing(event: Readonly<Record<string, unknown>>): string[] {
  const wrong = event.specversion === "1.0" ? [] : [`specversion is ${JSON.stringify(event.specversion)}, not "1.0"`];
  for (const name of ["id", "source", "type"])
    if (typeof event[name] !== "string" || !event[name]) wrong.push(`${name} is ${JSON.stringify(event[name])}`);
  return wrong;
}

const isAttributeValue = (value: unknown): boolean =>
  typeof value === "string" ||
  typeof value === "boolean" ||
  (typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= 2 ** 31);
