import type { Adapter, Trigger } from "../adapter/index.ts";
import type { EventTrigger } from "./events/carrier.ts";

/** Triggers that bring events, in the order of reports. */
export const EVENT_TRIGGERS: readonly EventTrigger[] = ["queue", "topic", "stream", "bucket", "schedule", "cloudEvent"];

/** The shapes that carry a trigger, default first; of HTTP those, too, that stream in the place of another. */
export function shapesOf({ triggers, shapes }: Adapter, trigger: Trigger): readonly string[] {
  const carriers = triggers[trigger];
  if ("lacks" in carriers) return [];
  return [...new Set(carriers.flatMap((name) => [name, shapes[name]?.streamed ?? name]))];
}

/** The triggers that a shape carries. */
export const triggersOf = (adapter: Adapter, shape: string): Trigger[] =>
  (Object.keys(adapter.triggers) as Trigger[]).filter((trigger) => shapesOf(adapter, trigger).includes(shape));
