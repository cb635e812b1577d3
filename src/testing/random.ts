import crypto from "node:crypto";
import type { Entropy } from "./entropy.ts";
import { patch } from "./patch.ts";
import { places } from "./scope.ts";

const entropy = (): Entropy | undefined => places.getStore()?.scope.entropy;

function fill<T extends ArrayBufferView>(target: T, { bytes }: Entropy): T {
  new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(bytes(target.byteLength));
  return target;
}

/** What is not the app's own draw is no escape. */
const unseen = <T>(work: () => T): T => places.exit(work);

/** Makes `Math.random` and what `crypto` draws come from a scope's entropy. Keys and signatures stay what they are. */
export function patchRandom(): void {
  patch(Math, "random", (native) => () => entropy()?.float() ?? native());
  patch(Crypto.prototype, "randomUUID", (native) => uuid(native) as typeof native);
  patch(crypto, "randomUUID", (native) => uuid(native) as typeof native);
  // `node:crypto` reads its own from here.
  patch(
    Crypto.prototype,
    "getRandomValues",
    (native) =>
      function (this: Crypto, array) {
        const mine = entropy();
        // The native one also refuses what is no integer array, or too long.
        const filled = unseen(() => native.call(this ?? globalThis.crypto, array as never));
        return (mine ? fill(filled, mine) : filled) as typeof array;
      } as typeof native,
  );
  patch(
    crypto,
    "randomBytes",
    (native) =>
      ((size: number, done?: (error: Error | null, bytes: Buffer) => void) => {
        const mine = entropy();
        if (!mine) return done ? native(size, done) : native(size);
        const filled = fill(
          unseen(() => native(size)),
          mine,
        );
        if (!done) return filled;
        setImmediate(done, null, filled);
      }) as typeof native,
  );
  patch(crypto, "randomInt", (native) => between(native) as typeof native);
  patch(
    crypto,
    "randomFillSync",
    (native) =>
      ((target: NodeJS.ArrayBufferView, ...range: number[]) => {
        const mine = entropy();
        if (!mine || !ArrayBuffer.isView(target) || range.length) return native(target, ...range);
        return fill(target, mine);
      }) as typeof native,
  );
}

/** `randomInt(max)`, `randomInt(min, max)`, and either with a callback. */
const between = (native: (...args: never[]) => unknown) =>
  ((...args: unknown[]): unknown => {
    const mine = entropy();
    const done = typeof args.at(-1) === "function" ? (args.at(-1) as (error: null, n: number) => void) : undefined;
    const range = done ? args.slice(0, -1) : args;
    // The native one has the errors for what is no range; its own number is not used.
    if (!mine) return Reflect.apply(native, undefined, args);
    unseen(() => Reflect.apply(native, undefined, range));
    const [min, max] = (range.length > 1 ? range : [0, range[0]]) as [number, number];
    const n = min + mine.int(max - min);
    return done ? void setImmediate(done, null, n) : n;
  }) as typeof native;

const uuid = (native: (...args: never[]) => string) =>
  function (this: unknown, ...args: never[]): string {
    return entropy()?.uuid() ?? native.apply(this, args);
  };
