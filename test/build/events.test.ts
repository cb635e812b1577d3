import type { Adapter, FunctionFacts } from "unmoor/adapter";
import { expect, test } from "vitest";
import { adapters } from "../../adapters/index.ts";
import { accepted } from "../../src/build/accepted.ts";
import { throwAll } from "../../src/build/errors.ts";
import { planUnits } from "../../src/build/units.ts";

const adapterOf = async (name: string): Promise<Adapter> => (await adapters[name]!()).adapter;
const plan = async (provider: string, facts: Omit<FunctionFacts, "name" | "streaming">): Promise<string> => {
  const functions = [{ name: "work", streaming: false, ...facts }];
  try {
    const { units, faults } = planUnits(
      functions,
      await adapterOf(provider),
      { name: "app" },
      { accepted: accepted() },
    );
    throwAll(faults);
    return units.map(({ shape }) => shape).join();
  } catch (thrown) {
    const { code, message } = thrown as { code: string; message: string };
    return `${code}: ${message}`;
  }
};
const schedule = (cron: string, timeZone = "UTC"): Parameters<typeof plan>[1] => ({
  trigger: "schedule",
  source: { kind: "schedule", cron, timeZone },
});
const queue = (more: object = {}, fifo = false): Parameters<typeof plan>[1] => ({
  trigger: "queue",
  source: { kind: "queue", name: "orders", fifo },
  ...more,
});

test.each(["aws", "gcp", "azure", "vercel"])(
  "a schedule that two providers read differently is built for none: %s",
  async (provider) => {
    expect(await plan(provider, schedule("0 2 * * 1-5"))).not.toContain(":");
    expect(await plan(provider, schedule("0 2 1 * 1"))).toMatch(/^INVALID_SCHEDULE: .*either/);
    expect(await plan(provider, schedule("0 2 * * *", "Europe/Nowhere"))).toMatch(/^INVALID_SCHEDULE: .*no time zone/);
  },
);
test("a queue whose rejects nobody keeps wants a deadLetter handler", async () => {
  expect(await plan("vercel", queue())).toMatch(/^MISSING_TRAIT: what "work" rejects would be lost on vercel/);
  expect(await plan("vercel", queue({ deadLetter: true }))).toBe("queue");
  expect(await plan("aws", queue())).toBe("sqs");
});
test("a queue in order is refused where none is kept", async () => {
  expect(await plan("vercel", queue({ deadLetter: true }, true))).toMatch(/^MISSING_TRAIT: .*in order/);
  for (const provider of ["aws", "gcp", "azure"]) expect(await plan(provider, queue({}, true))).not.toContain(":");
});
test("what a provider has no trigger for is refused with the way out", async () => {
  expect(await plan("vercel", { trigger: "stream", source: { kind: "stream", name: "clicks" } })).toMatch(
    /^MISSING_TRIGGER: vercel cannot run "work" \(stream\)/,
  );
});
