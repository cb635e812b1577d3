import type { Codec } from "unmoor/adapter";
import { type BridgeEvent, claimsBridge } from "./event-bridge.ts";
import { objectEvent } from "./object.ts";
import { reader } from "./records.ts";
import { type EventOptions, whole } from "./settle.ts";

/** An object event of S3 in EventBridge; its key is not encoded. */
export interface S3BridgeEvent extends BridgeEvent {
  readonly detail: {
    readonly bucket: { readonly name: string };
    readonly object: {
      readonly key: string;
      readonly size?: number;
      readonly etag?: string;
      readonly "version-id"?: string;
      readonly sequencer?: string;
    };
  };
}

/** S3 by way of EventBridge. */
export function s3EventBridge(options: EventOptions = {}): Codec<"events", S3BridgeEvent, undefined> {
  return {
    name: "s3-eventbridge",
    kind: "events",
    claims: (native): native is S3BridgeEvent => {
      const { bucket, object } = ((native as Partial<S3BridgeEvent> | undefined)?.detail ?? {}) as Partial<
        S3BridgeEvent["detail"]
      >;
      return (
        claimsBridge(native) &&
        native.source === "aws.s3" &&
        typeof bucket?.name === "string" &&
        typeof object?.key === "string"
      );
    },
    decode: reader(({ id, time, resources, detail: { bucket, object }, ...it }) => [
      objectEvent({
        id,
        source: `${resources?.[0] ?? `arn:aws:s3:::${bucket.name}`}`,
        name: it["detail-type"],
        time,
        bucket: bucket.name,
        key: object.key,
        etag: object.etag,
        size: object.size,
        version: object["version-id"],
        sequencer: object.sequencer,
      }),
    ]),
    encode: (settled) => whole(settled, options),
  };
}
