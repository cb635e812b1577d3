import { expect, test } from "vitest";
import { digest, murmur128 } from "../../src/testing/digest.ts";
import { createEntropy, xoshiro128 } from "../../src/testing/entropy.ts";

test("xoshiro128** gives the published numbers for the state 1, 2, 3, 4", () => {
  // https://docs.rs/rand_xoshiro: its test, made with the reference code.
  const next = xoshiro128([1, 2, 3, 4]);
  expect(Array.from({ length: 10 }, next)).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ]);
});

test("MurmurHash3 has its verification value", () => {
  // SMHasher's VerificationTest: hashes of {}, {0}, {0, 1}, … with the seeds 256, 255, …, hashed in turn.
  const all = new DataView(new ArrayBuffer(256 * 16));
  for (let size = 0; size < 256; size++) {
    const key = Uint8Array.from({ length: size }, (_, k) => k);
    murmur128(key, 256 - size).forEach((word, k) => {
      all.setUint32(size * 16 + k * 4, word, true);
    });
  }
  expect(murmur128(new Uint8Array(all.buffer))[0]).toBe(0xb3ece62a);
});

test("a digest is 16 digits, of bytes as of text", () => {
  expect(digest("order.placed")).toMatchInlineSnapshot(`"6a0397fc84ce29ea"`);
  expect(digest(new TextEncoder().encode("order.placed"))).toBe(digest("order.placed"));
  expect(digest("")).toBe("0000000000000000");
  expect(digest("ß")).not.toBe(digest("ss"));
});

test("the same seed gives the same numbers, on every machine", () => {
  const it = createEntropy(42);
  expect([
    it.float(),
    it.int(6),
    it.pick(["a", "b", "c"]),
    it.chance(0.5),
    it.uuid(),
    [...it.bytes(5)],
  ]).toMatchInlineSnapshot(`
    [
      0.0381990860034348,
      0,
      "b",
      true,
      "6721c4a5-e516-4015-8b47-29f6cb50fbc0",
      [
        208,
        129,
        75,
        77,
        120,
      ],
    ]
  `);
  expect(createEntropy(42).float()).not.toBe(createEntropy(43).float());
  expect(createEntropy("42").float()).toBe(createEntropy(42).float());
});

test("a fork depends on seed and names only", () => {
  const used = createEntropy(1);
  used.bytes(100);
  used.fork("other").float();
  expect(used.fork("crash@e2#1").float()).toBe(createEntropy(1).fork("crash@e2#1").float());
  const names = ["a", "b", "a/b", "ab", ""].flatMap((name) => [
    createEntropy(1).fork(name),
    createEntropy(1).fork(name).fork("b"),
  ]);
  const drawn = names.map((it) => it.float());
  expect(new Set(drawn).size).toBe(drawn.length);
});

test("numbers are spread over their range", () => {
  const it = createEntropy("spread");
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i++) counts[it.int(10)]!++;
  // Five standard deviations around 1,000.
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  // Streams of similar names are as independent as draws of one.
  let ones = 0;
  for (let i = 0; i < 10_000; i++) if (createEntropy(7).fork(`e${i}`).chance(0.25)) ones++;
  expect(Math.abs(ones - 2500)).toBeLessThan(217);
  for (let i = 0; i < 1000; i++) {
    const x = it.float();
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x).toBeLessThan(1);
  }
  expect(it.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(it.bytes(7)).toHaveLength(7);
});
