import type { Codec, Incoming } from "unmoor/adapter";
import { objectEvent } from "./object.ts";
import { claimsRecords, type Records, reader } from "./records.ts";
import { type EventOptions, whole } from "./settle.ts";

/** A record of a notification; its key is encoded as in a form. */
export interface S3Record {
  readonly eventName: string;
  readonly eventTime?: string;
  readonly responseElements?: { readonly "x-amz-request-id"?: string } | null;
  readonly s3: {
    readonly bucket: { readonly name: string; readonly arn?: string };
    readonly object: {
      readonly key: string;
      readonly size?: number;
      readonly eTag?: string;
      readonly versionId?: string;
      readonly sequencer?: string;
    };
  };
}

/** What S3 sends once when a notification is configured: nothing has happened. */
export interface S3TestEvent {
  readonly Event: "s3:TestEvent";
}

export type S3Event = Records<S3Record> | S3TestEvent;

/** Whether a value is a notification of S3. */
export const claimsS3 = (native: unknown): native is S3Event =>
  (native as Partial<S3TestEvent> | null | undefined)?.Event === "s3:TestEvent" ||
  claimsRecords<S3Record>(
    native,
    "aws:s3",
    ({ eventName, s3 }) =>
      typeof eventName === "string" && typeof s3?.bucket?.name === "string" && typeof s3.object?.key === "string",
  );

/** The events of a notification; none of a test. */
export const objectsOf = (wire: S3Event, rest: Omit<Incoming, "event"> = {}): Incoming[] =>
  "Records" in wire ? wire.Records.map((record) => objectOf(record, rest)) : [];

function objectOf({ eventName, eventTime, responseElements, s3 }: S3Record, rest: Omit<Incoming, "event">): Incoming {
  const { bucket, object } = s3;
  let key = object.key;
  let fault: Error | undefined;
  try {
    key = decodeURIComponent(key.replaceAll("+", " "));
  } catch (cause) {
    fault = cause as Error;
  }
  return objectEvent(
    {
      // S3 gives no id: what caused it, what happened, when in the key's own order, and to which key.
      id: [responseElements?.["x-amz-request-id"], eventName, object.sequencer, object.key].join("/"),
      source: bucket.arn ?? `arn:aws:s3:::${bucket.name}`,
      name: eventName.replace(/^s3:/, ""),
      time: eventTime,
      bucket: bucket.name,
      key,
      size: object.size,
      etag: object.eTag,
      version: object.versionId,
      sequencer: object.sequencer,
    },
    { ...rest, ...(fault && { fault }) },
  );
}

/** Notifications of S3 itself. */
export function s3(options: EventOptions = {}): Codec<"events", S3Event, undefined> {
  return {
    name: "s3",
    kind: "events",
    claims: claimsS3,
    decode: reader((wire) => objectsOf(wire)),
    encode: (settled) => whole(settled, options),
  };
}
