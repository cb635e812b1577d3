import type { Codec, Incoming, NodeReply } from "unmoor/adapter";
import { type EventOptions, yesOrNo } from "./answer.ts";
import { incomings } from "./cloud-events.ts";
import { published } from "./pubsub.ts";
import { headersOf, markOf, type Push } from "./push.ts";

/** Build-time facts of a unit that Eventarc, or anybody who sends CloudEvents, calls. */
export interface EventarcOptions extends EventOptions {
  /** Attributes that the function asked for: with them events of buckets are its own, too. */
  readonly match?: Readonly<Record<string, string>>;
  /** Name of a topic: its messages are the events, not Eventarc's word of them. */
  readonly topic?: string;
}

const PUBLISHED = "google.cloud.pubsub.topic.v1.messagePublished";
const STORED = /^google\.cloud\.storage\.object\.v1\./;

/**
 * CloudEvents over HTTP in any mode: what Eventarc sends (binary), and whoever else.
 *
 * @see https://docs.cloud.google.com/eventarc/standard/docs/cloudevents
 */
export function eventarc(options: EventarcOptions = {}): Codec<"events", Push, NodeReply> {
  const { topic, match } = options;
  return {
    name: "eventarc",
    kind: "events",
    claims: (native): native is Push => markOf(native) === "ce-specversion" && (!!match || !isStored(native as Push)),
    ...options.sender,
    decode: (wire) => ({
      events: incomings(wire).map((incoming): Incoming => {
        if (!topic || incoming.fault || incoming.event.type !== PUBLISHED) return incoming;
        const { event, ...message } = published(incoming.event.data, PUBLISHED);
        const { id, source, time = event.time } = incoming.event;
        return { ...incoming, ...message, channel: topic, event: { ...event, id, source, ...(time && { time }) } };
      }),
    }),
    ...yesOrNo(options),
  };
}

/** Whether a CloudEvent is one of a bucket's; Cloud Storage's come in binary mode. */
export const isStored = (push: Push): boolean => STORED.test(headersOf(push)["ce-type"] ?? "");
