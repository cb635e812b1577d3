/** Web IDL's ByteString: one character a byte. A symbol cannot be text and throws, as it must. */
export function byteString(value: unknown): string {
  const text = `${value}`;
  if (/[^\0-\xff]/.test(text)) throw new TypeError(`"${text}" has characters above 255`);
  return text;
}

/** Whether a value can have members: what Web IDL calls Object. */
export const isObject = (value: unknown): value is Readonly<Record<PropertyKey, unknown>> =>
  value !== null && (typeof value === "object" || typeof value === "function");

/** Web IDL counts arguments before it looks at them: `headers.get()` asks for nothing, `get(undefined)` for a name. */
export function need(given: ArrayLike<unknown>, least: number): void {
  if (given.length < least) throw new TypeError(`${least} arguments required, ${given.length} given`);
}

/** A dictionary argument: absent and `null` are an empty one. */
export function dictionary(init: unknown): Readonly<Record<PropertyKey, unknown>> {
  const given = init ?? {};
  if (!isObject(given)) throw new TypeError(`${String(given)} is no object`);
  return given;
}
