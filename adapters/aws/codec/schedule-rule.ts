import type { Codec } from "unmoor/adapter";
import { type BridgeEvent, claimsBridge } from "./event-bridge.ts";
import { nameOf } from "./message.ts";
import { reader } from "./records.ts";
import { type EventOptions, whole } from "./settle.ts";

/** A rule of EventBridge with a schedule, which only knows UTC. */
export function scheduleRule(options: EventOptions = {}): Codec<"events", BridgeEvent, undefined> {
  return {
    name: "schedule-rule",
    kind: "events",
    claims: (native): native is BridgeEvent =>
      claimsBridge(native) && native["detail-type"] === "Scheduled Event" && native.source === "aws.events",
    decode: reader(({ id, time, resources, source }) => {
      const [rule = source] = resources ?? [];
      return [
        {
          event: {
            specversion: "1.0",
            id,
            source: rule,
            type: "dev.unmoor.schedule",
            ...(time && { time }),
            data: undefined,
          },
          channel: nameOf(rule),
        },
      ];
    }),
    encode: (settled) => whole(settled, options),
  };
}
