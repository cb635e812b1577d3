import { Cron } from "croner";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { awsCron } from "../../../adapters/aws/cron.ts";

describe("a schedule in AWS's dialect", () => {
  test.each([
    ["0 2 * * *", "cron(0 2 * * ? *)"],
    ["*/15 * * * *", "cron(0,15,30,45 * * * ? *)"],
    ["0 2 * * 0", "cron(0 2 ? * 1 *)"],
    ["0 2 * * 7", "cron(0 2 ? * 1 *)"],
    ["0 2 * * 1-5", "cron(0 2 ? * 2-6 *)"],
    ["0 2 * * 5-7", "cron(0 2 ? * 1,6,7 *)"],
    ["0 2 * * */2", "cron(0 2 ? * 1,3,5,7 *)"],
    ["5,10 8-18/5 1-7 1,6 *", "cron(5,10 8,13,18 1-7 1,6 ? *)"],
  ])("%s is %s", (cron, expected) => {
    expect(awsCron(cron)).toBe(expected);
  });

  test.each([
    "0 2 * *",
    "0 2 1 * 1",
    "60 2 * * *",
    "0 2 0 * *",
    "0 2 * * MON",
    "0 2 L * *",
    "5/10 * * * *",
    "*/0 * * * *",
    "9-5 * * * *",
    "@daily",
    "",
  ])("%o is a coded error", (cron) => {
    expect(() => awsCron(cron)).toThrow(expect.objectContaining({ code: "INVALID_SCHEDULE" }));
  });

  const part = (least: number, most: number) =>
    fc.oneof(
      fc.integer({ min: least, max: most }).map(String),
      fc
        .tuple(
          fc.integer({ min: least, max: most }),
          fc.integer({ min: least, max: most }),
          fc.option(fc.integer({ min: 1, max: Math.min(9, most) })),
        )
        .map(([a, b, step]) => `${Math.min(a, b)}-${Math.max(a, b)}${step ? `/${step}` : ""}`),
      fc.integer({ min: 1, max: Math.min(9, most) }).map((step) => `*/${step}`),
    );
  const field = (least: number, most: number) =>
    fc.oneof(
      fc.constant("*"),
      fc.array(part(least, most), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(",")),
    );
  const expressions = fc
    .tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 7), fc.boolean())
    .map(([minute, hour, day, month, weekday, byDay]) =>
      [minute, hour, byDay ? day : "*", month, byDay ? "*" : weekday].join(" "),
    );

  test("the next runs are those of the Unix dialect", () => {
    const from = new Date("2026-11-21T12:34:56Z");
    const runs = (pattern: string, options: object): number[] =>
      new Cron(pattern, { timezone: "UTC", paused: true, ...options }).nextRuns(5, from).map(Number);
    fc.assert(
      fc.property(expressions, (cron) => {
        const aws = awsCron(cron);
        const [, fields = ""] = /^cron\((.*) \*\)$/.exec(aws) ?? [];
        expect(fields.match(/\?/g)).toHaveLength(1);
        // croner's other weekdays are Quartz's and AWS's: 1 is Sunday.
        expect(runs(fields.replace("?", "*"), { alternativeWeekdays: true })).toEqual(runs(cron, {}));
      }),
      { seed: 20261121, numRuns: 300 },
    );
  });
});
