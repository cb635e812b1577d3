import { error, type Incoming, type Inverse } from "unmoor/adapter";
import { blob } from "../codec/blob.ts";
import type { EventWire } from "../codec/event.ts";
import { eventGrid } from "../codec/event-grid.ts";
import { structured, wholeInverse } from "./event.ts";

const STORAGE = "/subscriptions/0/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/account";

const wire = (input: unknown): EventWire => ({
  input,
  trigger: { type: "eventGridTrigger" },
  metadata: { data: (input as { data?: unknown }).data },
  retries: 0,
});

function single(events: readonly Incoming[]): Incoming {
  const [first, second] = events;
  if (!first || second) throw error("INVALID_DELIVERY", "Event Grid delivers one event at a time");
  return first;
}

/** Event Grid with the CloudEvents schema: the event itself. */
export const eventGridInverse: Inverse<"events", EventWire, void> = wholeInverse(eventGrid, (events) => {
  const { event, trace } = single(events);
  return wire(structured({ ...event, ...(trace && { traceparent: trace }) }));
});

/** Storage's events of blobs, by Event Grid with the CloudEvents schema. */
export const blobInverse: Inverse<"events", EventWire, void> = wholeInverse(blob, (events) => {
  const { id, source, type, time, data } = single(events).event;
  const { bucket, key, size, etag, contentType } = (data ?? {}) as Readonly<Record<string, unknown>>;
  return wire({
    specversion: "1.0",
    id,
    source: source || STORAGE,
    type: `Microsoft.Storage.Blob${type.endsWith("deleted") ? "Deleted" : "Created"}`,
    subject: `/blobServices/default/containers/${bucket}/blobs/${key}`,
    ...(time && { time }),
    data: {
      api: type.endsWith("deleted") ? "DeleteBlob" : "PutBlob",
      blobType: "BlockBlob",
      url: `https://account.blob.core.windows.net/${bucket}/${encodeURI(String(key))}`,
      ...(size !== undefined && { contentLength: size }),
      ...(etag !== undefined && { eTag: `"${etag}"` }),
      ...(contentType !== undefined && { contentType }),
    },
  });
});
