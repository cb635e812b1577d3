import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { traceparent } from "../../../adapters/gcp/trace.ts";

vi.setConfig({ testTimeout: 30_000 });
fc.configureGlobal({ seed: 20261121 });

const W3C = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const ID = "105445aa7843bc8bf206b12000100000";

describe("traceparent", () => {
  test("the request's own wins", () => {
    expect(traceparent(W3C, `${ID}/1;o=1`)).toBe(W3C);
  });
  test("X-Cloud-Trace-Context's decimal span becomes 16 hexadecimal digits", () => {
    expect(traceparent(undefined, `${ID}/3884770098780217813;o=1`)).toBe(`00-${ID}-35e979d28bdaa1d5-01`);
    expect(traceparent(undefined, `${ID}/1;o=0`)).toBe(`00-${ID}-0000000000000001-00`);
    expect(traceparent(undefined, `${ID.toUpperCase()}/1`)).toBe(`00-${ID}-0000000000000001-00`);
  });
  test.each([
    "",
    ID,
    `${ID}/`,
    `${ID}/0;o=1`,
    `${ID}/18446744073709551616;o=1`,
    `${"0".repeat(32)}/1`,
    `${ID}/x`,
    `${ID}/1;o=1;x`,
  ])("%j is none", (cloud) => {
    expect(traceparent(undefined, cloud)).toBeUndefined();
  });
  test("a malformed one gives way", () => {
    expect(traceparent("nonsense", `${ID}/1;o=1`)).toBe(`00-${ID}-0000000000000001-01`);
    expect(traceparent(`${W3C}-more`, undefined)).toBeUndefined();
  });
  test("every span keeps its value", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), (span) => {
        const [, , hex] = traceparent(undefined, `${ID}/${span};o=1`)?.split("-") ?? [];
        expect(hex).toHaveLength(16);
        expect(BigInt(`0x${hex}`)).toBe(span);
      }),
    );
  });
  test("whatever arrives, it is a traceparent or nothing", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (own, cloud) => {
        expect(traceparent(own, cloud) ?? W3C).toMatch(/^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/);
      }),
    );
  });
});
