import type { Incoming, Inverse } from "unmoor/adapter";
import { type S3Event, type S3Record, s3 } from "../codec/s3.ts";
import { s3Sqs } from "../codec/s3-sqs.ts";
import type { BatchReply } from "../codec/settle.ts";
import type { SqsEvent } from "../codec/sqs.ts";
import { async_, NOW, reported, textId } from "./message.ts";
import { sqsRecord } from "./sqs.ts";

/** A form's encoding, in which S3 writes keys. */
const encoded = (key: string): string => new URLSearchParams({ key }).toString().slice("key=".length);

function s3Record({ event, fault }: Incoming): S3Record {
  const { bucket = "unmoor", key = "", size, etag, version } = (event.data ?? {}) as Record<string, never>;
  // What S3 gives in place of an id, where the event has one of that making.
  const [request = "57H08PA84AB1JZW0", name] = event.id.split("/");
  const kind = event.type.endsWith(".deleted") ? "ObjectRemoved:Delete" : "ObjectCreated:Put";
  return {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: "eu-central-1",
    eventTime: event.time ?? NOW,
    eventName: name?.startsWith(kind.slice(0, 8)) ? name : kind,
    responseElements: { "x-amz-request-id": request },
    s3: {
      s3SchemaVersion: "1.0",
      bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
      object: {
        key: fault ? "%E0%A4%A" : encoded(key),
        ...(size !== undefined && { size }),
        ...(etag !== undefined && { eTag: etag }),
        ...(version !== undefined && { versionId: version }),
        sequencer: String(event.sequence ?? "006408CAD69598B05E"),
      },
    },
  } as S3Record;
}

/** Notifications of S3 itself. */
export const s3Inverse: Inverse<"events", S3Event, undefined> = {
  wire: ({ events }) => ({ Records: events.map(s3Record) }),
  outcome: (reply, wire) => async_(s3().decode(wire, undefined as never).events, reply),
};

/** The same through a queue: what shares a receipt is one message. */
export const s3SqsInverse: Inverse<"events", SqsEvent, BatchReply | undefined> = {
  wire({ events }) {
    const messages = Map.groupBy(events, ({ receipt, event }) => receipt ?? event.id);
    return {
      Records: [...messages].map(([receipt, group]) => {
        const [{ trace: _, lane: __, channel: ___, ...first }] = group as [Incoming];
        return sqsRecord({ ...first, receipt }, JSON.stringify({ Records: group.map(s3Record) }));
      }),
    };
  },
  outcome: (reply, wire) => reported(s3Sqs().decode(wire, undefined as never).events, reply, textId),
};
