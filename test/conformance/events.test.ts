import { expect, test } from "vitest";
import { eventScenarios, taskScenarios } from "../../src/conformance/index.ts";
import { eventCarriers, taskCarriers } from "./event-carriers.ts";
import { conformsEvents } from "./event-report.ts";

for (const carrier of [...eventCarriers, ...taskCarriers]) conformsEvents("codec", carrier, () => carrier);

test("the list has at least 60 scenarios, and no two of a trigger have one name", () => {
  const byTrigger = [...Object.values(eventScenarios), taskScenarios].map((topics) =>
    (Object.values(topics) as { name: string }[][]).flat().map(({ name }) => name),
  );
  for (const names of byTrigger) expect(new Set(names).size).toBe(names.length);
  expect(new Set(byTrigger.flat()).size).toBeGreaterThanOrEqual(60);
});

test("memory carries every trigger", () => {
  const carried = [...eventCarriers, ...taskCarriers].filter(({ provider }) => provider === "memory");
  expect(carried.map(({ trigger }) => trigger).sort()).toEqual(
    ["queue", "topic", "stream", "bucket", "schedule", "cloudEvent", "task"].sort(),
  );
});
