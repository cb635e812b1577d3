import { type Codec, error } from "unmoor/adapter";
import { comesBy, type EventOptions, type EventWire, present, settleWhole, text } from "./event.ts";
import { BLOB, eventOfGrid, typeOf } from "./event-grid.ts";

/** Build-time facts of a bucket unit. */
export interface BlobOptions extends EventOptions {
  readonly when?: "created" | "deleted";
}

/** `/blobServices/default/containers/{container}/blobs/{name}`: the name as it is, not as in a URL. */
const SUBJECT = /^\/blobServices\/default\/containers\/([^/]+)\/blobs\/(.+)$/s;

/**
 * Blobs that are created or deleted, by Event Grid: `blobTrigger` brings a blob's bytes but no event, neither its id
 * nor its time, and Flex plans poll for nothing.
 *
 * @see https://learn.microsoft.com/azure/event-grid/event-schema-blob-storage
 * @example delivered(blob({ when: "created" }), eventDispatch("thumbs", thumbs, { provider: "azure" }))
 */
export function blob(options: BlobOptions = {}): Codec<"events", EventWire, void> {
  const { channel, when } = options;
  return {
    name: "blob",
    kind: "events",
    claims: (native): native is EventWire => {
      if (!comesBy(native, "eventGridTrigger")) return false;
      const [, change] = BLOB.exec(typeOf(native)) ?? [];
      return !!change && (!when || change.toLowerCase() === when);
    },
    decode({ input }) {
      const { id, source, type, time, subject, data, traceparent } = eventOfGrid(input).event;
      const [, bucket, key] = SUBJECT.exec(subject ?? "") ?? [];
      if (!bucket || !key) throw error("INVALID_EVENT", `subject "${subject}" names no blob`, 400);
      const { contentLength, eTag, contentType } = (data ?? {}) as Readonly<Record<string, unknown>>;
      const event = present({
        specversion: "1.0" as const,
        id,
        source,
        type: type.endsWith("Created") ? "dev.unmoor.bucket.created" : "dev.unmoor.bucket.deleted",
        subject: key,
        time,
        datacontenttype: "application/json",
        traceparent: text(traceparent),
        data: present({
          bucket,
          key,
          size: typeof contentLength === "number" ? contentLength : undefined,
          etag: text(eTag)?.replaceAll('"', ""),
          contentType: text(contentType),
        }),
      });
      return { events: [present({ event, channel, trace: text(traceparent) })] };
    },
    encode: (settled) => settleWhole(settled, options),
  };
}
