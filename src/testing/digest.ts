const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/** The last scramble: every bit of the input changes half of the output's. */
function finish(h: number): number {
  let x = h ^ (h >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

const utf8 = new TextEncoder();

/**
 * MurmurHash3 (Austin Appleby, public domain), the 128-bit variant for 32-bit machines: fast, the same on every machine,
 * and of a good spread even for short keys. No protection against someone who looks for collisions.
 *
 * @returns four words of 32 bits
 * @see https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp
 */
export function murmur128(input: string | Uint8Array, seed = 0): readonly [number, number, number, number] {
  const bytes = typeof input === "string" ? utf8.encode(input) : input;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length & ~15;
  let h1 = seed;
  let h2 = seed;
  let h3 = seed;
  let h4 = seed;
  for (let at = 0; at < whole; at += 16) {
    h1 ^= Math.imul(rotate(Math.imul(view.getUint32(at, true), C1), 15), C2);
    h1 = (Math.imul(rotate(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
    h2 ^= Math.imul(rotate(Math.imul(view.getUint32(at + 4, true), C2), 16), C3);
    h2 = (Math.imul(rotate(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
    h3 ^= Math.imul(rotate(Math.imul(view.getUint32(at + 8, true), C3), 17), C4);
    h3 = (Math.imul(rotate(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
    h4 ^= Math.imul(rotate(Math.imul(view.getUint32(at + 12, true), C4), 18), C1);
    h4 = (Math.imul(rotate(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
  }
  const tail = [0, 0, 0, 0];
  for (let at = whole; at < bytes.length; at++) {
    const k = at - whole;
    tail[k >> 2] = (tail[k >> 2] as number) | ((bytes[at] as number) << ((k & 3) * 8));
  }
  const [k1, k2, k3, k4] = tail as [number, number, number, number];
  h4 ^= Math.imul(rotate(Math.imul(k4, C4), 18), C1);
  h3 ^= Math.imul(rotate(Math.imul(k3, C3), 17), C4);
  h2 ^= Math.imul(rotate(Math.imul(k2, C2), 16), C3);
  h1 ^= Math.imul(rotate(Math.imul(k1, C1), 15), C2);

  const size = bytes.length;
  const mix = (): void => {
    h1 = (h1 + h2 + h3 + h4) | 0;
    h2 = (h2 + h1) | 0;
    h3 = (h3 + h1) | 0;
    h4 = (h4 + h1) | 0;
  };
  h1 ^= size;
  h2 ^= size;
  h3 ^= size;
  h4 ^= size;
  mix();
  h1 = finish(h1);
  h2 = finish(h2);
  h3 = finish(h3);
  h4 = finish(h4);
  mix();
  return [h1 >>> 0, h2 >>> 0, h3 >>> 0, h4 >>> 0];
}

/**
 * A short name for a text or for bytes: 16 hexadecimal digits (64 bits of MurmurHash3), the same on every machine.
 *
 * @example digest("order.placed") // always the same 16 digits
 */
export function digest(input: string | Uint8Array): string {
  const [a, b] = murmur128(input);
  return a.toString(16).padStart(8, "0") + b.toString(16).padStart(8, "0");
}
