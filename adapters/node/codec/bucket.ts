import { type Codec, error, type Incoming, type NodeReply } from "unmoor/adapter";
import { type CloudEventsOptions, cloudEvents } from "./cloud-events.ts";
import type { Push } from "./push.ts";

/** Types of S3 and of what is compatible with it; Ceph's and MinIO's names of events keep their `s3:`. */
const S3 = /^com\.amazonaws\.(?:s3[.:])*Object(Created|Removed)\b/;

/** The part of a record that is read here. */
interface Stored {
  readonly s3?: {
    readonly bucket?: { readonly name?: string };
    readonly object?: {
      readonly key?: string;
      readonly size?: number;
      readonly eTag?: string;
      readonly versionId?: string;
      readonly contentType?: string;
    };
  };
}

/**
 * Events of a bucket as CloudEvents: in their portable form, or a record of S3's as CloudEvents' own adapter of it
 * says, which Knative's sources of Ceph follow. Keys of records are form-encoded.
 *
 * @see https://github.com/cloudevents/spec/blob/main/cloudevents/adapters/aws-s3.md
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function bucketEvents(options: CloudEventsOptions = {}): Codec<"events", Push, NodeReply> {
  const codec = cloudEvents(options);
  return {
    ...codec,
    name: "bucket",
    decode: (wire, invocation) => ({ events: codec.decode(wire, invocation).events.map(portable) }),
  };
}

function portable(incoming: Incoming): Incoming {
  const { event, fault } = incoming;
  const [, change] = S3.exec(event.type) ?? [];
  if (!change || fault) return incoming;
  const { Records: [record] = [event.data] } = Object(event.data) as { readonly Records?: readonly unknown[] };
  const { bucket, object = {} } = (Object(record) as Stored).s3 ?? {};
  try {
    if (!bucket?.name || !object.key) throw error("INVALID_EVENT", `the event ${event.id} names no object`, 400);
    const key = decodeURIComponent(object.key.replaceAll("+", " "));
    const { size, eTag, versionId, contentType } = object;
    return {
      ...incoming,
      channel: bucket.name,
      event: {
        ...event,
        type: `dev.unmoor.bucket.${change === "Created" ? "created" : "deleted"}`,
        subject: key,
        data: {
          bucket: bucket.name,
          key,
          ...(size !== undefined && { size }),
          ...(eTag && { etag: eTag }),
          ...(versionId && { version: versionId }),
          ...(contentType && { contentType }),
        },
      },
    };
  } catch (cause) {
    return { ...incoming, fault: cause as Error };
  }
}
