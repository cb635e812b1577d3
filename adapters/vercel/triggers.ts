import { error, type TargetConfig, type Unit } from "unmoor/adapter";
import { consumerName, queueFacts, scheduleFacts, shapeOf } from "./source.ts";

/** `experimentalTriggers` of a unit's `.vc-config.json`; undefined where it is called by requests. */
export function triggersOf(unit: Unit, config: TargetConfig): readonly object[] | undefined {
  const shape = shapeOf(unit, config);
  if (shape === "schedules") return [{ type: "schedule/v1beta" }];
  if (shape !== "queue") return undefined;
  const { topic, maxDeliveries, retryAfterSeconds } = queueFacts(unit, config);
  return [{ type: "queue/v2beta", topic, consumer: consumerName(unit.name), maxDeliveries, retryAfterSeconds }];
}

/** `crons` and `schedules` of config.json, each only where there are some. */
export function clocks(units: readonly Unit[], config: TargetConfig): Record<string, readonly object[]> {
  const shaped = (shape: string): Unit[] => units.filter((unit) => shapeOf(unit, config) === shape);
  const crons = shaped("cron").map((unit) => ({
    path: `/${unit.name}`,
    schedule: scheduleFacts(unit, config).cron,
  }));
  // An array, as CLI 64 validates and writes it; the documentation shows an object.
  const schedules = shaped("schedules").map((unit) => {
    const { cron, timeZone } = scheduleFacts(unit, config);
    return { name: unit.name, schedule: cron, timezone: timeZone, function: unit.name };
  });
  return { ...(crons[0] && { crons }), ...(schedules[0] && { schedules }) };
}

/**
 * Refuses queues that would become topics: with two functions each would get every message.
 *
 * @throws `SOURCE_CLASH`
 */
export function checkQueues(units: readonly Unit[], config: TargetConfig): void {
  const consumers = new Map<string, Unit[]>();
  for (const unit of units)
    if (shapeOf(unit, config) === "queue") {
      const { topic } = queueFacts(unit, config);
      consumers.set(topic, [...(consumers.get(topic) ?? []), unit]);
    }
  for (const [topic, group] of consumers)
    if (group.length > 1 && group.some(({ trigger }) => trigger === "queue"))
      throw error(
        "SOURCE_CLASH",
        `"${group.map(({ name }) => name).join('", "')}" take from the queue "${topic}"; on Vercel each would get every message: use a topic, or one function`,
      );
}
