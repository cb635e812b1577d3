import type { Codec } from "unmoor/adapter";
import { incoming } from "./message.ts";
import { reader } from "./records.ts";
import { type EventOptions, whole } from "./settle.ts";

/** An event of EventBridge. */
export interface BridgeEvent {
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly time?: string;
  readonly resources?: readonly string[];
  readonly detail?: unknown;
}

/** Whether an event is one of EventBridge. */
export const claimsBridge = (native: unknown): native is BridgeEvent => {
  const it = (native ?? {}) as Partial<BridgeEvent>;
  return [it.id, it["detail-type"], it.source].every((one) => typeof one === "string" && one);
};

/** A rule of EventBridge: whatever its pattern lets through, S3's events and schedules, too. */
export function eventBridge(options: EventOptions = {}): Codec<"events", BridgeEvent, undefined> {
  return {
    name: "eventbridge",
    kind: "events",
    claims: claimsBridge,
    decode: reader(({ id, source, time, resources, detail, ...it }) => [
      incoming(
        {
          id,
          // A URI reference; whoever sent it may have written anything.
          source: source.replace(/[^!-~]+/g, (part) => encodeURIComponent(part.toWellFormed())),
          type: it["detail-type"],
          subject: resources?.[0],
          time,
        },
        JSON.stringify(detail),
        {},
        {},
      ),
    ]),
    encode: (settled) => whole(settled, options),
  };
}
