import { Cron } from "croner";
import fc from "fast-check";
import { on, Reject, schedule } from "unmoor";
import type { CloudEvent, Settled } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { due } from "../../../adapters/vercel/codec/due.ts";
import { vercelCron } from "../../../adapters/vercel/cron.ts";
import { environment } from "../../../adapters/vercel/index.ts";
import { cronInverse, scheduleInverse } from "../../../adapters/vercel/inverse/runs.ts";
import { type CronOptions, cronCodec, scheduleCodec } from "../../../adapters/vercel/runtime.ts";
import { handle, invocationOf, NOW, settle, testHost } from "./host.ts";

const SEED = { seed: 20261121, numRuns: 300 };
const SECRET = environment.CRON_SECRET as string;
const every = schedule("* * * * *");
const cron = (options: Partial<CronOptions> = {}) => cronCodec({ name: "nightly", cron: "* * * * *", ...options });
const get = (authorization?: string): Request =>
  new Request("https://app.vercel.app/nightly", { headers: authorization === undefined ? {} : { authorization } });
const decoded = (codec: ReturnType<typeof cronCodec>, wire: Request) =>
  codec.decode(wire, invocationOf(testHost(), wire)).events;

/** Random expressions of the portable dialect. */
const field = (low: number, high: number): fc.Arbitrary<string> => {
  const value = fc.integer({ min: low, max: high });
  const step = fc.integer({ min: 1, max: Math.ceil(high / 2) });
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const item = fc.oneof(
    value.map(String),
    range,
    step.map((by) => `*/${by}`),
    fc.tuple(range, step).map(([of, by]) => `${of}/${by}`),
  );
  return fc.oneof(
    fc.constant("*"),
    fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(",")),
  );
};
const portable = fc
  .tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 7), fc.boolean())
  // One of the days is `*`: providers read both differently, and the build refuses them.
  .map(
    ([minute, hour, date, month, day, byDay]) =>
      `${minute} ${hour} ${byDay ? "*" : date} ${month} ${byDay ? day : "*"}`,
  );

describe("the cron dialect", () => {
  test.each([
    ["0 2 * * *", "0 2 * * *"],
    ["0 2 * * 7", "0 2 * * 0"],
    ["0 2 * * 5-7", "0 2 * * 0,5,6"],
    ["0 2 * * 1-7/2", "0 2 * * 0,1,3,5"],
    ["0 2 * * 0,7", "0 2 * * 0"],
    ["7 7 7 7 *", "7 7 7 7 *"],
    ["*/7 * * * *", "*/7 * * * *"],
    ["0 2 * * */7", "0 2 * * 0"],
  ])("%s is %s", (from, to) => {
    expect(vercelCron(from)).toBe(to);
  });

  test("has the same next runs as the portable one", () => {
    fc.assert(
      fc.property(portable, (expression) => {
        const runs = (text: string) => new Cron(text, { timezone: "UTC" }).nextRuns(3, new Date(NOW));
        expect(runs(vercelCron(expression))).toEqual(runs(expression));
        expect(vercelCron(expression).split(" ")[4]).not.toContain("7");
      }),
      SEED,
    );
  });

  test("a run is due at the last minute of the expression within the hour, whenever in it the call comes", () => {
    fc.assert(
      fc.property(portable, fc.integer({ min: 0, max: 54_999 }), fc.nat(58), (expression, ms, minutes) => {
        const text = vercelCron(expression);
        const run = new Cron(text, { timezone: "UTC" }).nextRun(new Date(NOW));
        fc.pre(run !== null);
        const at = (run as Date).getTime() + ms;
        expect(due(text, at)).toBe((run as Date).getTime());
        // Later in the hour it is the same run, unless another is due by then.
        const later = at + minutes * 60_000;
        const next = new Cron(text, { timezone: "UTC" }).nextRun(run as Date);
        if (!next || next.getTime() > later + 5000) expect(due(text, later)).toBe((run as Date).getTime());
      }),
      SEED,
    );
  });

  test("a clock that is some seconds late does not name the run before", () => {
    expect(due("*/5 * * * *", Date.UTC(2026, 10, 20, 14, 19, 57))).toBe(Date.UTC(2026, 10, 20, 14, 20));
  });

  test("a call at a time of no run is its own minute", () => {
    expect(due("0 2 * * *", NOW)).toBe(Date.UTC(2026, 10, 20, 14, 18));
  });
});

describe("a cron job", () => {
  test("claims GET and nothing else", () => {
    expect(cron().claims(get())).toBe(true);
    expect(cron().claims(new Request("https://a.example", { method: "POST" }))).toBe(false);
    for (const other of [undefined, null, 1, {}, { method: "GET" }]) expect(cron().claims(other)).toBe(false);
  });

  test("is one event a run: the same id when it comes twice, the time it was due, no data, and never again", () => {
    const first = decoded(cron({ cron: "18 14 * * *" }), get());
    expect(first).toEqual([
      {
        event: {
          specversion: "1.0",
          id: "nightly@2026-11-20T14:18:00.000Z",
          source: "/cron/nightly",
          type: "dev.unmoor.schedule",
          time: "2026-11-20T14:18:00.000Z",
          data: undefined,
        },
        last: true,
      },
    ]);
    expect(decoded(cron({ cron: "18 14 * * *" }), get())).toEqual(first);
  });

  test.each([
    ["no header", undefined, SECRET],
    ["another secret", `Bearer ${SECRET}x`, SECRET],
    ["a prefix of the secret", `Bearer ${SECRET.slice(0, -1)}`, SECRET],
    ["another scheme", `Basic ${SECRET}`, SECRET],
    ["the bare secret", SECRET, SECRET],
    ["undefined where none is set", "Bearer undefined", undefined],
    ["nothing where none is set", "Bearer ", undefined],
    ["nothing where it is empty", "Bearer ", ""],
    ["a secret that is too short", "Bearer short", "short"],
  ])("with %s is refused with 401 and not handled", async (_what, authorization, secret) => {
    let handled = 0;
    const run = handle(
      cron(),
      get(authorization),
      on(every, () => handled++),
      testHost(undefined, { CRON_SECRET: secret }),
    );
    await expect(run).rejects.toMatchObject({ status: 401 });
    expect(handled).toBe(0);
  });

  test.each([`Bearer ${SECRET}`, `bearer ${SECRET}`])(
    "with the secret is handled, and nobody is called",
    async (authorization) => {
      const seen: CloudEvent[] = [];
      const host = testHost();
      const reply = await handle(
        cron(),
        get(authorization),
        on(every, (event) => void seen.push(event)),
        host,
      );
      expect([reply.status, seen.length, host.requests]).toEqual([200, 1, []]);
    },
  );
});

test("Schedules claim POST with their type, and nothing else", () => {
  const claims = (type: string, method = "POST") =>
    scheduleCodec().claims(new Request("https://a.example", { method, headers: { "ce-type": type } }));
  expect(claims("com.vercel.schedule.v1beta")).toBe(true);
  expect(claims("com.vercel.queue.v2beta")).toBe(false);
  expect(claims("com.vercel.schedule.v1beta", "GET")).toBe(false);
});

test("Schedules without an id are refused with a code", () => {
  const wire = new Request("https://a.example", { method: "POST", headers: { "ce-source": "/schedule/default/x" } });
  expect(() => scheduleCodec().decode(wire, invocationOf(testHost(), wire))).toThrow(
    expect.objectContaining({ code: "INVALID_MESSAGE", status: 400 }) as Error,
  );
});

describe.each([
  ["a cron job", cron, cronInverse],
  ["a schedule", scheduleCodec, scheduleInverse],
] as const)("%s over the inverse", (_what, make, inverse) => {
  const time = "2026-11-20T14:18:00.000Z";
  const event = {
    specversion: "1.0",
    id: `nightly@${time}`,
    source: "/cron/nightly",
    type: "dev.unmoor.schedule",
    time,
    data: undefined,
  } as const;
  const outcome = async (deadLetter: boolean, made: Settled): Promise<unknown> => {
    const wire = await inverse.wire({ events: [{ event }] });
    return inverse.outcome(await settle(make({ deadLetter }), wire, [made], testHost()), wire, []);
  };

  test("comes through as it was sent", async () => {
    const wire = await inverse.wire({ events: [{ event }] });
    expect(make().claims(wire)).toBe(true);
    expect(make().decode(wire, invocationOf(testHost(), wire))).toEqual({ events: [{ event, last: true }] });
  });

  test("is done, or a failure in the platform's log; a reject only where somebody buried it is done", async () => {
    const failure = [{ is: "retry", error: expect.any(Error) as Error }];
    const [error, reject] = [new Error("down"), new Reject("never")];
    expect(await outcome(false, { is: "done" })).toEqual([{ is: "done" }]);
    expect(await outcome(true, { is: "reject", error: reject })).toEqual([{ is: "done" }]);
    expect(await outcome(false, { is: "reject", error: reject })).toEqual(failure);
    expect(await outcome(true, { is: "retry", error, afterMs: 1000 })).toEqual(failure);
  });

  test("that fails goes to the dead letter, since it does not come again", async () => {
    const buried: string[] = [];
    const deadLetter = (_event: CloudEvent, error: Error) => void buried.push(error.message);
    const fn = on(every, { deadLetter }, () => Promise.reject(new Error("down")));
    const reply = await handle(make({ deadLetter: true }), await inverse.wire({ events: [{ event }] }), fn, testHost());
    expect([reply.status, buried]).toEqual([200, ["down"]]);
  });
});
