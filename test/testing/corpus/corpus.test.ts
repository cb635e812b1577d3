import { expect, test } from "vitest";
import { corpus } from "./index.ts";

test("at least twelve faults, each one seen by at least one provider's rules", () => {
  const all = Object.values(corpus);
  expect(all.length).toBeGreaterThanOrEqual(12);
  expect(new Set(all.map(({ fault }) => fault)).size).toBe(all.length);
  for (const { hidden } of all) expect(Object.keys(hidden).length).toBeLessThan(4);
});
