import { type Codec, error, type Incoming, type NodeReply } from "unmoor/adapter";
import { type EventOptions, yesOrNo } from "./answer.ts";
import { incomings } from "./cloud-events.ts";
import { isStored } from "./eventarc.ts";
import { markOf, type Push } from "./push.ts";

/** Build-time facts of a unit that Cloud Storage calls through Eventarc. */
export interface CloudStorageOptions extends EventOptions {
  /** Name of the bucket as the app calls it; its own by default. */
  readonly channel?: string;
}

/** The portable names; a version that was archived or changed is nobody else's event. */
const TYPES: Readonly<Record<string, string>> = { finalized: "created", deleted: "deleted" };

/**
 * Events of a bucket. Sizes and generations come as strings from Cloud Storage, and as numbers in Google's own examples.
 *
 * @see https://docs.cloud.google.com/eventarc/standard/docs/event-types#cloud-storage
 */
export function cloudStorage(options: CloudStorageOptions = {}): Codec<"events", Push, NodeReply> {
  return {
    name: "cloud-storage",
    kind: "events",
    claims: (native): native is Push => markOf(native) === "ce-specversion" && isStored(native as Push),
    ...options.sender,
    decode: (wire) => ({ events: incomings(wire).map((incoming) => stored(incoming, options.channel)) }),
    ...yesOrNo(options),
  };
}

function stored({ event, ...incoming }: Incoming, channel: string | undefined): Incoming {
  const object = Object(event.data) as Readonly<Record<string, unknown>>;
  const bucket = `${object.bucket ?? event.bucket ?? event.source.replace(/.*\//, "")}`;
  const key = object.name ?? event.subject?.replace(/^objects\//, "");
  if (!key) throw error("INVALID_EVENT", `the event ${event.id} of bucket ${bucket} names no object`, 400);
  const { size, etag, generation, contentType } = object;
  const kind = TYPES[event.type.replace(/.*\./, "")];
  return {
    ...incoming,
    channel: channel ?? bucket,
    event: {
      ...event,
      ...(kind && { type: `dev.unmoor.bucket.${kind}` }),
      subject: `${key}`,
      data: incoming.fault
        ? event.data
        : {
            bucket,
            key: `${key}`,
            ...(size !== undefined && { size: Number(size) }),
            ...(etag !== undefined && { etag: `${etag}` }),
            ...(generation !== undefined && { version: `${generation}` }),
            ...(contentType !== undefined && { contentType: `${contentType}` }),
          },
    },
  };
}
