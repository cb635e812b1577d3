import type { Codec } from "unmoor/adapter";
import { type BridgeEvent, claimsBridge } from "./event-bridge.ts";
import { nameOf } from "./message.ts";
import { reader } from "./records.ts";
import { type EventOptions, whole } from "./settle.ts";

/** The input that our fragment gives to a schedule: Scheduler fills in its context attributes. */
export interface SchedulerInput {
  readonly specversion: "1.0";
  /** ARN of the schedule. */
  readonly source: string;
  /** When the run was due. */
  readonly time: string;
  /** Of Scheduler's own deliveries. */
  readonly attempt?: string;
  readonly data?: unknown;
}

/** A schedule without an input of its own has EventBridge's envelope. */
export type SchedulerEvent = SchedulerInput | BridgeEvent;

const isInput = (native: unknown): native is SchedulerInput => {
  const { specversion, source, time } = (native ?? {}) as Partial<SchedulerInput>;
  return specversion === "1.0" && /^arn:[\w-]+:scheduler:/.test(`${source}`) && typeof time === "string";
};

/**
 * EventBridge Scheduler. Its execution id is new in every attempt: what names a run is its schedule and when it was due.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function scheduler(options: EventOptions = {}): Codec<"events", SchedulerEvent, undefined> {
  return {
    name: "scheduler",
    kind: "events",
    claims: (native): native is SchedulerEvent =>
      isInput(native) || (claimsBridge(native) && native.source === "aws.scheduler"),
    decode: reader((wire) => {
      const {
        source = "",
        time,
        attempt,
        data,
      } = isInput(wire) ? wire : ({ ...wire, source: wire.resources?.[0] } as Partial<SchedulerInput>);
      const count = Number(attempt);
      return [
        {
          event: {
            specversion: "1.0",
            id: `${source}@${time}`,
            source,
            type: "dev.unmoor.schedule",
            ...(time && { time }),
            data,
          },
          channel: nameOf(source),
          ...(count && { attempt: count }),
        },
      ];
    }),
    encode: (settled) => whole(settled, options),
  };
}
