import { type Codec, type Dispatch, error, exchange, type Host } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { begin, createClock } from "./clock.ts";

type Step = "claims" | "open" | "decode" | "hold" | "deliver" | "release" | "close" | "encode" | "refuse";

/** A codec and a dispatch that say what they do; `fails` do it and then throw. */
function road(fails: readonly Step[] = [], kind: "http" | "task" = "task") {
  const steps: string[] = [];
  const failures = new Set(fails);
  const step = (name: Step, ...seen: unknown[]): void => {
    steps.push([name, ...seen].join(" "));
    // Once: an encode that fails for one outcome can work for another.
    if (failures.delete(name)) throw new Error(name);
  };
  const codec: Codec<"task", string, string> = {
    name: "toy",
    kind: "task",
    claims: (native): native is string => {
      steps.push("claims");
      return typeof native === "string";
    },
    async open(wire) {
      step("open", wire);
      return `${wire}+opened`;
    },
    decode(wire) {
      step("decode", wire);
      return { input: wire };
    },
    hold(wire) {
      step("hold", wire);
      return () => step("release");
    },
    async close(outcome) {
      step("close", outcome);
    },
    encode(outcome) {
      step("encode", outcome);
      return `reply:${outcome}`;
    },
  };
  const dispatch: Dispatch<"task"> = {
    kind: "task",
    async deliver({ input }) {
      step("deliver", input);
      return "done";
    },
    refuse(thrown) {
      steps.push(`refuse ${(thrown as Error).message}`);
      if (kind === "task" && failures.has("refuse")) throw thrown;
      return "refused";
    },
  };
  const run = (native: unknown = "w"): Promise<string> => {
    const clock: Host = createClock();
    return exchange(codec, native, begin(clock).invocation, dispatch, clock);
  };
  return { steps, run };
}

test("the road has one order", async () => {
  const { steps, run } = road();
  expect(await run()).toBe("reply:done");
  expect(steps).toEqual([
    "claims",
    "open w",
    "decode w+opened",
    "hold w+opened",
    "deliver w+opened",
    "release",
    "close done",
    "encode done",
  ]);
});

test("what the codec does not claim fails by name, before anything is touched", async () => {
  const { steps, run } = road();
  await expect(run(7)).rejects.toMatchObject({ code: "UNCLAIMED", message: expect.stringContaining("toy") });
  expect(steps).toEqual(["claims"]);
});

describe("a step that fails is refused, and the refusal encoded", () => {
  test.each([
    ["open", ["claims", "open w"]],
    ["decode", ["claims", "open w", "decode w+opened"]],
    ["hold", ["claims", "open w", "decode w+opened", "hold w+opened"]],
    ["deliver", ["claims", "open w", "decode w+opened", "hold w+opened", "deliver w+opened", "release"]],
    ["close", ["claims", "open w", "decode w+opened", "hold w+opened", "deliver w+opened", "release", "close done"]],
  ] as const)("%s", async (step, before) => {
    const { steps, run } = road([step]);
    expect(await run()).toBe("reply:refused");
    expect(steps).toEqual([...before, `refuse ${step}`, "encode refused"]);
  });

  test("encode", async () => {
    const { steps, run } = road(["encode"]);
    expect(await run()).toBe("reply:refused");
    expect(steps.slice(-3)).toEqual(["encode done", "refuse encode", "encode refused"]);
  });
});

test("the lease is released whatever happens", async () => {
  const { steps, run } = road(["deliver"]);
  await run();
  expect(steps.filter((step) => step === "release")).toEqual(["release"]);
});

test("where refusing throws, the provider sees the failure, and nothing is encoded", async () => {
  const { steps, run } = road(["deliver", "refuse"]);
  await expect(run()).rejects.toThrow("deliver");
  expect(steps.at(-1)).toBe("refuse deliver");
});

test("a codec without open, hold and close needs none", async () => {
  const codec: Codec<"task", number, number> = {
    name: "bare",
    kind: "task",
    claims: (native): native is number => typeof native === "number",
    decode: (input) => ({ input }),
    encode: (outcome) => outcome as number,
  };
  const dispatch: Dispatch<"task"> = {
    kind: "task",
    deliver: async ({ input }) => (input as number) + 1,
    refuse(thrown) {
      throw thrown;
    },
  };
  const clock = createClock();
  expect(await exchange(codec, 1, begin(clock).invocation, dispatch, clock)).toBe(2);
});

test("a codec whose encode always fails fails the invocation", async () => {
  const codec: Codec<"task", number, number> = {
    name: "mute",
    kind: "task",
    claims: (native): native is number => true,
    decode: (input) => ({ input }),
    encode() {
      throw error("TOO_LARGE", "too large");
    },
  };
  const dispatch: Dispatch<"task"> = { kind: "task", deliver: async () => 1, refuse: () => 2 };
  const clock = createClock();
  await expect(exchange(codec, 1, begin(clock).invocation, dispatch, clock)).rejects.toMatchObject({
    code: "TOO_LARGE",
  });
});
