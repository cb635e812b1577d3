import assert from "node:assert/strict";
import { expect, test } from "vitest";
import { adapter } from "../../adapters/memory/index.ts";
import type { Traits } from "../../src/adapter/index.ts";
import { type Carrier, judge, resultOf, type Scenario } from "../../src/conformance/index.ts";

const traits = adapter.shapes.http?.traits as Traits<"http">;
const carrier = (changes: Partial<Traits<"http">> = {}): Carrier => ({
  provider: "test",
  shape: "test",
  traits: { ...traits, ...changes },
  limits: {},
  send: () => assert.fail("nothing is sent"),
  logs: () => "",
});
const scenario = (parts: Partial<Scenario>): Scenario => ({ name: "rule", async run() {}, ...parts });
const fails = async (): Promise<void> => assert.fail("it does not hold");

test("a rule that holds passes, one that does not fails", async () => {
  expect(await judge(scenario({}), carrier())).toEqual({ is: "pass" });
  const verdict = await judge(scenario({ run: fails }), carrier());
  expect(resultOf(scenario({}), carrier(), verdict)).toEqual({
    provider: "test",
    shape: "test",
    scenario: "rule",
    is: "fail",
    error: "it does not hold",
  });
});

test("a lack is told with its sentence, and never passes for the rule", async () => {
  const lacks = { streaming: { lacks: "it buffers" } } as const;
  const needing = scenario({ needs: ["streaming", "headers"], run: fails });
  expect(await judge(needing, carrier(lacks))).toEqual({
    is: "lacks",
    lacks: [{ trait: "streaming", sentence: "it buffers" }],
  });
  expect(await judge(needing, carrier())).toMatchObject({ is: "fail" });
});

test("a degradation that does not hold fails", async () => {
  const lacks = { streaming: { lacks: "it buffers" } } as const;
  const needing = scenario({ needs: ["streaming"], lacking: fails });
  expect(await judge(needing, carrier(lacks))).toMatchObject({ is: "fail" });
  expect(await judge(needing, carrier())).toEqual({ is: "pass" });
});
