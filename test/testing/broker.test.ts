import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBroker, type Rules } from "../../src/testing/broker.ts";
import type { Fate, Handed, Verdict } from "../../src/testing/message.ts";

const RULES: Rules = {
  size: 3,
  windowMs: 0,
  laneByLane: false,
  backoff: [10, 20],
  leaseMs: 100,
  renewed: false,
  attempts: 3,
  spare: 0,
  retentionMs: 10_000,
  maxRetryDelayMs: 50,
  bisects: false,
};
const done: Verdict = { is: "done" };
const retry: Verdict = { is: "retry" };
const keys = (handed: Handed | undefined): string | undefined => handed?.parts.map(({ message }) => message.key).join();
const fates = (list: readonly Fate[]): string =>
  list.map(({ message, is, at }) => `${message.key} ${is} ${at ?? ""}`.trim()).join();

function brokerWith(rules: Partial<Rules>, ...list: readonly (string | readonly [string, string])[]) {
  const broker = createBroker<null>({ ...RULES, ...rules });
  for (const one of list) {
    const [key, lane] = typeof one === "string" ? [one, undefined] : one;
    broker.put({ key, content: null, lane, at: 0 }, 0);
  }
  return broker;
}

describe("a queue", () => {
  test("hands over what is due, in order, up to its size", () => {
    const broker = brokerWith({}, "a", "b", "c", "d");
    expect([keys(broker.take(0)), keys(broker.take(0)), broker.take(0)]).toEqual(["a,b,c", "d", undefined]);
  });

  test("pauses longer each time, and gives up", () => {
    const broker = brokerWith({}, "a");
    const fail = (now: number) => fates(broker.settle(broker.take(now)!, [retry], now));
    expect([fail(0), broker.take(9), fail(10), fail(30)]).toEqual([
      "a again 10",
      undefined,
      "a again 30",
      "a exhausted",
    ]);
    expect(broker.next(30)).toBe(Number.POSITIVE_INFINITY);
    expect(broker.size).toBe(0);
  });

  test("waits as long as a retry asks, and no longer than it can", () => {
    const broker = brokerWith({}, "a", "b");
    expect(
      fates(
        broker.settle(
          broker.take(0)!,
          [
            { is: "retry", afterMs: 5 },
            { is: "retry", afterMs: 500 },
          ],
          0,
        ),
      ),
    ).toBe("a again 5,b again 50");
  });

  test("a silent delivery comes again when its lease ends", () => {
    const broker = brokerWith({}, "a");
    broker.take(0);
    expect(broker.next(0)).toBe(100);
    expect([fates(broker.tick(99)), fates(broker.tick(100))]).toEqual(["", "a again 110"]);
    expect(broker.take(110)?.parts[0]).toMatchObject({ number: 2, attempt: 2, last: false });
  });

  test("with backoff by lease, a failure waits for the end of its lease", () => {
    const broker = brokerWith({ backoff: "lease" }, "a");
    expect(fates(broker.settle(broker.take(0)!, [retry], 30))).toBe("a again 100");
  });

  test("who answers after his lease is heard if it is done, and not if it failed", () => {
    const late = brokerWith({}, "a");
    const first = late.take(0)!;
    late.tick(100);
    expect(fates(late.settle(first, [retry], 105))).toBe("");
    expect(fates(late.settle(first, [done], 106))).toBe("a done");
    expect(late.take(500)).toBeUndefined();
  });

  test("an instance that is gone renews nothing", () => {
    const broker = brokerWith({ renewed: true }, "a");
    const handed = broker.take(0)!;
    expect(broker.next(0)).toBe(10_000);
    broker.settle(handed, undefined, 40);
    expect([broker.next(40), fates(broker.tick(100))]).toEqual([100, "a again 110"]);
  });

  test("a copy comes beside the first, and what is done stays done", () => {
    const broker = brokerWith({ size: 1 }, "a");
    const first = broker.take(0)!;
    broker.copy("a", 0);
    const second = broker.take(0)!;
    expect(second.parts[0]).toMatchObject({ number: 2 });
    expect(fates(broker.settle(first, [done], 5))).toBe("a done");
    expect(fates(broker.settle(second, [retry], 6))).toBe("");
    expect([broker.take(1000), broker.size]).toEqual([undefined, 0]);
  });

  test("a copy of what is done already comes, and brings nothing back", () => {
    const broker = brokerWith({}, "a");
    broker.settle(broker.take(0)!, [done], 0);
    broker.copy("a", 7);
    expect(broker.next(0)).toBe(7);
    expect(fates(broker.settle(broker.take(7)!, [retry], 8))).toBe("");
    expect(broker.next(8)).toBe(Number.POSITIVE_INFINITY);
  });

  test("one waits behind another one, or until its time", () => {
    const broker = createBroker<null>({ ...RULES, size: 1 });
    broker.put({ key: "a", content: null, at: 0 }, 0, { key: "b", until: 60 });
    broker.put({ key: "b", content: null, at: 0 }, 0);
    expect([keys(broker.take(0)), keys(broker.take(0))]).toEqual(["b", "a"]);
    broker.put({ key: "c", content: null, at: 0 }, 0, { key: "never", until: 60 });
    expect([broker.take(59), broker.next(1), keys(broker.take(60))]).toEqual([undefined, 60, "c"]);
  });

  test("a window ends when the batch is full or its time is over", () => {
    const broker = brokerWith({ windowMs: 20 }, "a", "b");
    expect([broker.take(19), broker.next(0), keys(broker.take(20))]).toEqual([undefined, 20, "a,b"]);
    for (const key of ["c", "d", "e"]) broker.put({ key, content: null, at: 21 }, 21);
    expect(keys(broker.take(21))).toBe("c,d,e");
  });

  test("what is too old is delivered no more", () => {
    const broker = brokerWith({}, "a");
    expect(fates(broker.tick(10_000))).toBe("a expired");
  });
});

describe("lanes", () => {
  test("what failed holds up those behind it, and no other lane", () => {
    const broker = brokerWith({ size: 2 }, ["a1", "a"], ["b1", "b"], ["a2", "a"], ["b2", "b"]);
    broker.settle(broker.take(0)!, [retry, done], 0);
    expect([keys(broker.take(0)), broker.take(0)]).toEqual(["b2", undefined]);
    expect(keys(broker.take(10))).toBe("a1,a2");
  });

  test("a delivery is of one lane where lanes are shards", () => {
    const broker = brokerWith({ laneByLane: true }, ["a1", "a"], ["b1", "b"], ["a2", "a"]);
    expect([keys(broker.take(0)), keys(broker.take(0))]).toEqual(["a1,a2", "b1"]);
  });

  test("halves find the poison, and cost no attempt", () => {
    const broker = brokerWith(
      { laneByLane: true, bisects: true, size: 8, attempts: 1, backoff: [0] },
      ...[1, 2, 3, 4].map((n) => [`a${n}`, "a"] as const),
    );
    const seen: string[] = [];
    for (let handed = broker.take(0); handed; handed = broker.take(0)) {
      seen.push(keys(handed) ?? "");
      const poison = handed.parts.some(({ message }) => message.key === "a3");
      broker.settle(
        handed,
        handed.parts.map(() => (poison ? retry : done)),
        0,
      );
    }
    expect(seen).toEqual(["a1,a2,a3,a4", "a1,a2", "a3,a4", "a3", "a4"]);
  });
});

/** Answers as chance has them, until nothing is left; what was handed over, and what became of it. */
function play(rules: Rules, lanes: readonly (string | undefined)[], answers: readonly number[]) {
  const broker = createBroker<null>(rules);
  lanes.forEach((lane, n) => void broker.put({ key: `m${n}`, content: null, lane, at: 0 }, n % 3));
  const ended = new Map<string, string>();
  const taken: Handed<null>[] = [];
  const order: string[] = [];
  const flying = new Map<string, number>();
  let together = 0;
  let turn = 0;
  let now = 0;
  const follow = (list: readonly Fate<null>[]): void => {
    for (const { message, is } of list)
      if (is !== "again") ended.set(message.key, ended.has(message.key) ? "twice" : is);
  };
  for (let steps = 0; steps < 1000; steps++) {
    follow(broker.tick(now));
    const handed = broker.take(now);
    if (handed) {
      taken.push(handed);
      for (const { message } of handed.parts) {
        flying.set(message.key, (flying.get(message.key) ?? 0) + 1);
        together = Math.max(together, flying.get(message.key) ?? 0);
      }
      const verdicts = handed.parts.map(
        (): Verdict => [done, retry, { is: "reject" } as const][(answers[turn++ % answers.length] ?? 0) % 3]!,
      );
      handed.parts.forEach(({ message }, index) => void (verdicts[index]!.is === "done" && order.push(message.key)));
      follow(broker.settle(handed, verdicts, now));
      for (const { message } of handed.parts) flying.set(message.key, (flying.get(message.key) ?? 0) - 1);
      continue;
    }
    const next = broker.next(now);
    if (next === Number.POSITIVE_INFINITY) break;
    expect(next).toBeGreaterThan(now);
    now = next;
  }
  return { broker, ended, taken, order, together };
}

const rules = fc.record({
  size: fc.integer({ min: 1, max: 5 }),
  windowMs: fc.constantFrom(0, 15),
  laneByLane: fc.boolean(),
  backoff: fc.constantFrom<Rules["backoff"]>("lease", "never", [0], [10, 20, 40]),
  attempts: fc.integer({ min: 1, max: 4 }),
  spare: fc.constantFrom(0, 2),
  bisects: fc.boolean(),
});

test("nothing is lost, nothing ends twice, and nobody has more deliveries than the rules grant", () => {
  fc.assert(
    fc.property(
      rules,
      fc.array(fc.constantFrom("a", "b", undefined), { minLength: 1, maxLength: 12 }),
      fc.array(fc.nat(2), { minLength: 1, maxLength: 20 }),
      (some, lanes, answers) => {
        const all = { ...RULES, ...some };
        const { broker, ended, taken, together } = play(all, lanes, answers);
        expect(broker.size).toBe(0);
        expect([...ended.keys()].sort()).toEqual(lanes.map((_, n) => `m${n}`).sort());
        expect([...ended.values()]).not.toContain("twice");
        expect(together).toBe(1);
        const parts = taken.flatMap((handed) => handed.parts);
        for (const { attempt } of parts) expect(attempt).toBeLessThanOrEqual(all.attempts + all.spare);
        // Names of deliveries are never used twice.
        expect(new Set(parts.map(({ message, number }) => `${message.key}#${number}`)).size).toBe(parts.length);
        for (const { parts } of taken) expect(parts.length).toBeLessThanOrEqual(all.size);
      },
    ),
    { numRuns: 500, seed: 4 },
  );
});

test("in a lane nobody overtakes", () => {
  fc.assert(
    fc.property(
      rules,
      fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 12 }),
      fc.array(fc.nat(1), { minLength: 1, maxLength: 20 }),
      (some, lanes, answers) => {
        // One at a time, as a handler does that stops at its first failure.
        const { order } = play({ ...RULES, ...some, size: 1 }, lanes, answers);
        for (const lane of ["a", "b", "c"]) {
          const own = order.map((key) => Number(key.slice(1))).filter((n) => lanes[n] === lane);
          expect(own).toEqual(own.toSorted((a, b) => a - b));
        }
      },
    ),
    { numRuns: 500, seed: 4 },
  );
});
