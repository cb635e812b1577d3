import assert from "node:assert/strict";
import type { Scenario } from "../scenario.ts";
import type { TaskCarrier } from "./carrier.ts";

const LISTS = [{ text: "✓ 😀", list: [1, [null], {}] }, [1, "2"]];
const SCALARS = ["text", "", 0, -1.5, true, false];

/** A task gets these as they were given. */
async function given(on: TaskCarrier, inputs: readonly unknown[]): Promise<void> {
  for (const input of inputs) assert.deepEqual((await on.call("echo", input)).result, { input, given: true });
}

/** The call failed. */
async function fails(on: TaskCarrier, name: string, input: unknown): Promise<string> {
  const { result, log } = await on.call(name, input);
  assert.ok(result instanceof Error, `the call gave ${JSON.stringify(result)}`);
  return log;
}

const failing = (name: string, what: string): Scenario<TaskCarrier> => ({
  name,
  async run(on) {
    assert.match(await fails(on, "broken", { do: what }), /broken failed/);
  },
});

export const task: readonly Scenario<TaskCarrier>[] = [
  {
    name: "a task gets its input as it was given",
    run: (on) => given(on, LISTS),
  },
  {
    name: "a task gets an input that is neither object nor list as it was given",
    needs: ["bodies"],
    run: (on) => given(on, SCALARS),
    lacking: async (on) => void (await fails(on, "echo", 1)),
  },
  {
    name: "a task's caller gets the result as it was returned",
    async run(on) {
      for (const value of [...LISTS, ...SCALARS, null])
        assert.deepEqual((await on.call("constant", { value })).result, value);
    },
  },
  {
    name: "a task that returns nothing has a result of nothing",
    run: async (on) => assert.equal((await on.call("silent", {})).result ?? undefined, undefined),
  },
  {
    name: "a task can be called without an input",
    async run(on) {
      const { result } = await on.call("echo", undefined);
      assert.ok(!(result instanceof Error), String(result));
    },
  },
  {
    name: "the context says which task runs where",
    async run(on) {
      const calls = await Promise.all([1, 2].map((n) => on.call("whereabouts", { n })));
      const ids = calls.map(({ result }) => {
        const told = result as { function: string; provider: string; invocation: string };
        assert.deepEqual([told.function, told.provider], ["whereabouts", on.provider]);
        return told.invocation;
      });
      assert.equal(new Set(ids).size, 2, "two calls are one invocation");
    },
  },
  failing("a task that throws is a failed call, and logged", "throw"),
  failing("a task that throws a text is a failed call, and logged", "text"),
  failing("a task that rejects is a failed call, and logged", "reject"),
  failing("a task that asks for a retry is a failed call, and logged", "later"),
  {
    name: "a task that hangs is a failed call",
    run: async (on) => void (await fails(on, "broken", { do: "hang" })),
  },
  {
    name: "a task that hangs past its own timeout is a failed call",
    run: async (on) => void (await fails(on, "brief", { do: "hang" })),
  },
  {
    name: "a task gets its input as the schema gives it",
    run: async (on) => assert.equal((await on.call("twice", { n: 21 })).result, 42),
  },
  {
    name: "an input that the schema refuses is a failed call, and the log lists the issues",
    async run(on) {
      assert.match(await fails(on, "twice", { n: "21" }), /n: a number is wanted/);
    },
  },
  {
    name: "a task serves on after a failure",
    async run(on) {
      await fails(on, "broken", { do: "throw" });
      assert.equal((await on.call("twice", { n: 1 })).result, 2);
    },
  },
];
