import { Cron } from "croner";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ncrontab } from "../../../adapters/azure/cron.ts";

test.each([
  ["0 2 * * *", "0 0 2 * * *"],
  ["*/5 * * * *", "0 */5 * * * *"],
  ["30 2 * * 7", "0 30 2 * * 0"],
  ["30 2 * * 5-7", "0 30 2 * * 0,5,6"],
  ["30 2 * * 1-7/2", "0 30 2 * * 0,1,3,5"],
  ["30 2 * * 0,7", "0 30 2 * * 0"],
  ["30 2 * * 1-5", "0 30 2 * * 1-5"],
  ["30 2 * * */7,7", "0 30 2 * * 0"],
  ["0 0 1 1 *", "0 0 0 1 1 *"],
])("%s is %s", (cron, expected) => {
  expect(ncrontab(cron)).toBe(expected);
});

/** A field of the portable dialect. */
const field = (low: number, high: number): fc.Arbitrary<string> => {
  const value = fc.integer({ min: low, max: high });
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc.integer({ min: 1, max: high });
  const item = fc.oneof(
    fc.constant("*"),
    value.map(String),
    range,
    fc.tuple(fc.constant("*"), step).map(([all, n]) => `${all}/${n}`),
    fc.tuple(range, step).map(([each, n]) => `${each}/${n}`),
  );
  return fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(","));
};

/** Not both days. */
const days = fc.oneof(fc.tuple(field(1, 28), fc.constant("*")), fc.tuple(fc.constant("*"), field(0, 7)));
const cron = fc
  .tuple(field(0, 59), field(0, 23), days, field(1, 12))
  .map(([minute, hour, [day, weekday], month]) => `${minute} ${hour} ${day} ${month} ${weekday}`);

test("the next runs are the same", () => {
  const from = new Date("2026-11-21T12:00:30Z");
  fc.assert(
    fc.property(cron, (portable) => {
      const runs = (pattern: string): number[] =>
        new Cron(pattern, { timezone: "UTC", paused: true }).nextRuns(5, from).map((run) => run.getTime());
      expect(runs(ncrontab(portable))).toEqual(runs(portable));
    }),
    { seed: 20261121, numRuns: 1000 },
  );
});

test("fields are what NCrontab takes: six of them, and no day 7", () => {
  const item = String.raw`(\*|\d+(-\d+)?)(\/\d+)?`;
  const fields = new RegExp(`^0( ${item}(,${item})*){5}$`);
  fc.assert(
    fc.property(cron, (portable) => {
      const azure = ncrontab(portable);
      expect(azure).toMatch(fields);
      expect((azure.split(" ")[5] ?? "").replace(/\/\d+/g, "")).not.toContain("7");
    }),
    { seed: 20261121, numRuns: 1000 },
  );
});
