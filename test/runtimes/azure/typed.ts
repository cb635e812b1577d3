import type { Long, TypedData } from "./core.ts";

/** What protobuf makes of an integer of 64 bits. */
export const long = (value: number): Long => ({ low: value | 0, high: Math.floor(value / 2 ** 32), unsigned: false });

/** A value as the host's extensions send it: texts, bytes, lists of either; all else as JSON. */
export function typed(value: unknown): TypedData {
  if (typeof value === "string") return { string: value };
  if (value instanceof Uint8Array) return { bytes: value };
  if (Array.isArray(value) && value[0] instanceof Uint8Array)
    return { collectionBytes: { bytes: value as Uint8Array[] } };
  return { json: JSON.stringify(value) };
}

/** The notation of the recorded fixtures: SOURCES.md beside them. */
export function typedOf(value: unknown): TypedData {
  const { $json, $bytes, $strings, $bytesList, $longs, $rpc } = (value ?? {}) as Readonly<Record<string, never>>;
  if (typeof value === "string") return { string: value };
  if ($json !== undefined) return { json: JSON.stringify($json) };
  if ($bytes !== undefined) return { bytes: Buffer.from($bytes, "base64") };
  if ($strings !== undefined) return { collectionString: { string: $strings } };
  if ($bytesList !== undefined)
    return { collectionBytes: { bytes: ($bytesList as string[]).map((each) => Buffer.from(each, "base64")) } };
  if ($longs !== undefined) return { collectionSint64: { sint64: ($longs as number[]).map(long) } };
  if ($rpc !== undefined) {
    const { int, ...rest } = $rpc as { int?: number };
    return { ...rest, ...(int !== undefined && { int: long(int) }) };
  }
  throw new Error(`no notation of the fixtures: ${JSON.stringify(value)}`);
}
