import { eventToJson, type Inverse, toBase64 } from "unmoor/adapter";
import { type BridgeEvent, eventBridge } from "../codec/event-bridge.ts";
import { type S3BridgeEvent, s3EventBridge } from "../codec/s3-event-bridge.ts";
import { scheduleRule } from "../codec/schedule-rule.ts";
import { type SchedulerEvent, scheduler } from "../codec/scheduler.ts";
import { async_, NOW } from "./message.ts";

/** Data of a bucket's event. */
export interface BucketObject {
  readonly bucket: string;
  readonly key: string;
  readonly size?: number;
  readonly etag?: string;
  readonly version?: string;
}

const envelope = { version: "0", account: "123456789012", region: "eu-central-1" };
const only = <T>(events: readonly T[]): T => {
  if (events.length !== 1) throw new Error(`EventBridge hands over one event at a time, not ${events.length}`);
  return events[0]!;
};

/** A rule. An event that EventBridge's own members cannot say travels as a CloudEvent in `detail`. */
export const eventBridgeInverse: Inverse<"events", BridgeEvent, undefined> = {
  wire({ events }) {
    const { event, fault } = only(events);
    const { id, source, type, subject, time, specversion, data, datacontenttype, ...others } = event;
    const plain =
      !fault &&
      !Object.keys(others)[0] &&
      time !== undefined &&
      data !== undefined &&
      !(data instanceof Uint8Array) &&
      (datacontenttype ?? "application/json") === "application/json" &&
      /^[!-~]+$/.test(source);
    return {
      ...envelope,
      id: plain ? id : "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
      "detail-type": type,
      source,
      time: time ?? NOW,
      resources: plain && subject !== undefined ? [subject] : [],
      detail: fault
        ? {
            specversion,
            id,
            source,
            type,
            datacontenttype: "application/json",
            data_base64: data instanceof Uint8Array ? toBase64(data) : "",
          }
        : plain
          ? data
          : eventToJson(event),
    };
  },
  outcome: (reply, wire) => async_(eventBridge().decode(wire, undefined as never).events, reply),
};

/** A rule with a schedule. */
export const scheduleRuleInverse: Inverse<"events", BridgeEvent, undefined> = {
  wire({ events }) {
    const { event, channel = "unmoor" } = only(events);
    return {
      ...envelope,
      id: event.id,
      "detail-type": "Scheduled Event",
      source: "aws.events",
      time: event.time ?? NOW,
      resources: [
        event.source.startsWith("arn:aws:events:")
          ? event.source
          : `arn:aws:events:eu-central-1:123456789012:rule/${channel}`,
      ],
      detail: {},
    };
  },
  outcome: (reply, wire) => async_(scheduleRule().decode(wire, undefined as never).events, reply),
};

/** EventBridge Scheduler with the input of our fragment. */
export const schedulerInverse: Inverse<"events", SchedulerEvent, undefined> = {
  wire({ events }) {
    const { event, attempt = 1, channel = "unmoor" } = only(events);
    return {
      specversion: "1.0",
      source: event.source.startsWith("arn:aws:scheduler:")
        ? event.source
        : `arn:aws:scheduler:eu-central-1:123456789012:schedule/default/${channel}`,
      time: event.time ?? NOW,
      attempt: String(attempt),
    };
  },
  outcome: (reply, wire) => async_(scheduler().decode(wire, undefined as never).events, reply),
};

/** S3 by way of EventBridge. */
export const s3EventBridgeInverse: Inverse<"events", S3BridgeEvent, undefined> = {
  wire({ events }) {
    const { event } = only(events);
    const { bucket, key, size, etag, version } = event.data as BucketObject;
    return {
      ...envelope,
      id: event.id,
      "detail-type": event.type.endsWith(".deleted") ? "Object Deleted" : "Object Created",
      source: "aws.s3",
      time: event.time ?? NOW,
      resources: [`arn:aws:s3:::${bucket}`],
      detail: {
        version: "0",
        bucket: { name: bucket },
        object: {
          key,
          ...(size !== undefined && { size }),
          ...(etag !== undefined && { etag }),
          ...(version !== undefined && { "version-id": version }),
          sequencer: String(event.sequence ?? "006408CAD69598B05E"),
        },
        "request-id": "57H08PA84AB1JZW0",
      },
    };
  },
  outcome: (reply, wire) => async_(s3EventBridge().decode(wire, undefined as never).events, reply),
};
