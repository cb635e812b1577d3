import { Cron } from "croner";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cronFault, isTimeZone } from "../../src/build/cron.ts";

describe("the portable dialect of cron", () => {
  test.each(["* * * * *", "0 2 * * *", "*/5 8-18 * * 1-5", "0,30 0 1,15 * *", "10-50/20 * * 1-12/3 *", "0 0 * * 7"])(
    "%s is portable",
    (cron) => {
      expect(cronFault(cron)).toBeUndefined();
    },
  );
  test.each([
    ["0 2 * *", "fields"],
    ["0 0 2 * * *", "fields"],
    ["0 2 * * MON", "MON"],
    ["0 2 L * *", '"L"'],
    ["0 2 ? * 1", '"?"'],
    ["0 2 * * 1#2", "1#2"],
    ["60 2 * * *", "from 0 to 59"],
    ["0 2 0 * *", "from 1 to 31"],
    ["0 2 * * 5-2", "day of week"],
    ["5/10 * * * *", "5-59/10"],
    ["*/0 * * * *", "step"],
    ["0  2 * * *", "fields"],
    ["@daily", "fields"],
    ["0 2 1 * 1", "either"],
    ["0 2 */2 * 1", "either"],
  ])("%s is not: %s", (cron, reason) => {
    expect(cronFault(cron)).toContain(reason);
  });

  const field = (low: number, high: number): fc.Arbitrary<string> => {
    const value = fc.integer({ min: low, max: high });
    const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
    const step = fc.integer({ min: 1, max: high });
    return fc.oneof(
      fc.constant("*"),
      value.map(String),
      fc.tuple(fc.oneof(fc.constant("*"), range), step).map(([base, by]) => `${base}/${by}`),
      fc.array(fc.oneof(value.map(String), range), { minLength: 1, maxLength: 3 }).map((items) => items.join()),
    );
  };
  test("what is portable, an independent reader understands", () => {
    const days = fc.oneof(
      field(1, 31).map((day) => [day, "*"]),
      field(0, 7).map((day) => ["*", day]),
    );
    const cron = fc
      .tuple(field(0, 59), field(0, 23), days, field(1, 12))
      .map(([minute, hour, [day, weekday], month]) => `${minute} ${hour} ${day} ${month} ${weekday}`);
    fc.assert(
      fc.property(cron, (it) => {
        expect(cronFault(it)).toBeUndefined();
        expect(new Cron(it).nextRun(new Date(0))).not.toBeUndefined();
      }),
    );
  });
  test("time zones are the IANA's", () => {
    expect([isTimeZone("Europe/Berlin"), isTimeZone("UTC"), isTimeZone("Europe/Nowhere")]).toEqual([true, true, false]);
  });
});
