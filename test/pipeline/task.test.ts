import { taskDispatch } from "unmoor/adapter";
import * as v from "valibot";
import { expect, test } from "vitest";
import { type TaskFunction, task } from "../../src/app/index.ts";
import { begin, createClock } from "./clock.ts";

const run = async (fn: TaskFunction, input: unknown, attempt?: number) => {
  const clock = createClock();
  const { invocation, log } = begin(clock, { deadline: clock.now() + 10_000 });
  const dispatch = taskDispatch("resize", fn, { provider: "test" });
  return { log, clock, result: dispatch.deliver({ input, ...(attempt && { attempt }) }, invocation, clock) };
};

test("a task gets its input and gives its result", async () => {
  const resize = task("resize", async (input: { key: string }, { attempt, provider }) => ({
    ...input,
    attempt,
    provider,
  }));
  expect(await (await run(resize, { key: "a" }, 2)).result).toEqual({
    key: "a",
    attempt: 2,
    provider: "test",
  });
});
test("the schema makes the input", async () => {
  const resize = task("resize", { schema: v.pipe(v.string(), v.transform(Number)) }, (input) => input + 1);
  expect(await (await run(resize, "7")).result).toBe(8);
  await expect((await run(resize, 7)).result).rejects.toThrow(/^input is invalid: /);
});
test("a failure is the caller's to see", async () => {
  const error = new Error("x");
  const resize = task("resize", () => {
    throw error;
  });
  await expect((await run(resize, null)).result).rejects.toBe(error);
});
