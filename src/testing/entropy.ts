import { murmur128 } from "./digest.ts";

/** A stream of numbers that a seed decides. */
export interface Entropy {
  /** 0 up to, not including, 1; 53 bits. */
  float(): number;
  /** A whole number from 0 up to, not including, `n`; `n` at most 2 ** 53. */
  int(n: number): number;
  /** One of the list. */
  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T;
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** Fills and returns `size` bytes. */
  bytes(size: number): Uint8Array<ArrayBuffer>;
  /** A version 4 UUID. */
  uuid(): string;
  /**
   * An independent stream under a name of its own. It depends on the seed and on the names only, never on what has
   * been drawn: taking one place away shifts no other.
   */
  fork(key: string): Entropy;
}

type State = [number, number, number, number];

/**
 * xoshiro128** 1.1 (David Blackman and Sebastiano Vigna, public domain): 32 bits a step, which JavaScript's integer
 * multiplication does exactly on every machine.
 *
 * @param state 128 bits that are not all zero; used up in place
 * @returns the next 32 bits, unsigned
 * @see https://prng.di.unimi.it/xoshiro128starstar.c
 */
export function xoshiro128(state: State): () => number {
  return () => {
    const [, s1] = state;
    const five = Math.imul(s1, 5);
    const result = Math.imul((five << 7) | (five >>> 25), 9) >>> 0;
    state[2] ^= state[0];
    state[3] ^= s1;
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= s1 << 9;
    state[3] = (state[3] << 11) | (state[3] >>> 21);
    return result;
  };
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * Numbers from a seed: the same seed gives the same numbers on every machine.
 *
 * @example
 * const faults = createEntropy(42).fork("faults");
 * if (faults.fork("crash@e2#1").chance(0.1)) crash();
 */
export function createEntropy(seed: number | string): Entropy {
  // Most streams are forked and never drawn from, so the generator starts with the first draw.
  let next = (): number => {
    const state: State = [...murmur128(String(seed))];
    // The one state that the generator cannot leave.
    if (!(state[0] | state[1] | state[2] | state[3])) state[0] = 1;
    next = xoshiro128(state);
    return next();
  };
  const float = (): number => ((next() >>> 5) * 0x4000000 + (next() >>> 6)) / 0x20000000000000;
  const int = (n: number): number => Math.floor(float() * n);
  const bytes = (size: number): Uint8Array<ArrayBuffer> => {
    const out = new Uint8Array(size);
    for (let at = 0; at < size; at += 4) {
      const word = next();
      for (let k = 0; k < 4 && at + k < size; k++) out[at + k] = word >>> (k * 8);
    }
    return out;
  };
  return {
    float,
    int,
    bytes,
    pick: (list) => list[int(list.length)] as (typeof list)[number],
    chance: (p) => float() < p,
    uuid() {
      const it = bytes(16);
      it[6] = ((it[6] as number) & 0x0f) | 0x40;
      it[8] = ((it[8] as number) & 0x3f) | 0x80;
      return hex(it).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    },
    // The length keeps ("a", "b/c") and ("a/b", "c") apart.
    fork: (key) => createEntropy(`${seed}/${key.length}:${key}`),
  };
}
