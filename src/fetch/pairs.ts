import { byteString, isObject } from "./text.ts";

/** Name and value. */
export type Pair = readonly [name: string, value: string];

/**
 * What a `HeadersInit` holds, made text: pairs, a record, or headers of any making. Whether they are names and values
 * is asked when they are appended: of a response, its status comes between.
 *
 * @throws TypeError for anything else
 * @see https://fetch.spec.whatwg.org/#concept-headers-fill
 */
export function pairsOf(init: unknown): readonly (readonly string[])[] {
  if (!isObject(init)) throw new TypeError("no headers");
  if (typeof init[Symbol.iterator] === "function")
    return Array.from(init as unknown as Iterable<unknown>, (pair) => {
      if (!isObject(pair)) throw new TypeError("no pair");
      return Array.from(pair as unknown as Iterable<unknown>, byteString);
    });
  const pairs: string[][] = [];
  for (const key of Reflect.ownKeys(init))
    if (Object.prototype.propertyIsEnumerable.call(init, key)) pairs.push([byteString(key), byteString(init[key])]);
  return pairs;
}
