import { type Codec, error, type Incoming, type NodeReply } from "unmoor/adapter";
import { type EventOptions, yesOrNo } from "./answer.ts";
import { incomingOf } from "./message.ts";
import { headersOf, isWrapped, jsonOf, markOf, type Push, type Wrapped } from "./push.ts";

/** Build-time facts of a unit behind a push subscription. */
export interface PubsubOptions extends EventOptions {
  /** What the app calls the source: `dev.unmoor.<kind>` is the type of its events. */
  readonly kind?: "queue" | "topic" | "stream";
  /** Name of the source; the subscription's by default. */
  readonly channel?: string;
  /** `max_delivery_attempts` of the subscription. */
  readonly attempts?: number;
}

/**
 * A push subscription of Pub/Sub, wrapped or, with its metadata written to headers, unwrapped. One message a request;
 * its id is the event's, its ordering key the lane.
 *
 * @see https://docs.cloud.google.com/pubsub/docs/push
 * @see https://docs.cloud.google.com/pubsub/docs/payload-unwrapping
 * @example export const handler = receiver(pubsub({ channel: "orders" }), eventDispatch("fulfil", fulfil, { provider: "gcp" }), { timeoutMs: 60_000 });
 */
export function pubsub(options: PubsubOptions = {}): Codec<"events", Push, NodeReply> {
  return {
    name: "pubsub",
    kind: "events",
    claims: (native): native is Push => markOf(native) === "x-goog-pubsub-message-id",
    ...options.sender,
    decode(wire) {
      const pushed = unwrapped(wire) ?? jsonOf(wire);
      const incoming = published(pushed, `dev.unmoor.${options.kind ?? "queue"}`);
      const { subscription, deliveryAttempt } = pushed as Wrapped;
      return {
        events: [
          {
            ...incoming,
            channel: options.channel ?? subscription.replace(/.*\//, ""),
            ...(typeof deliveryAttempt === "number" && {
              attempt: deliveryAttempt,
              last: deliveryAttempt >= (options.attempts as number),
            }),
          },
        ],
      };
    },
    ...yesOrNo(options),
  };
}

/** What is written to headers, in the words of the other form. All the others are as likely the carrier's. */
function unwrapped(wire: Push): Wrapped | undefined {
  const headers = headersOf(wire);
  const of = (name: string): string | undefined => headers[`x-goog-pubsub-${name}`];
  if (!of("message-id")) return undefined;
  const attributes = Object.entries(headers).filter(([name]) => /^(ce-|content-type|traceparent)/.test(name));
  return {
    subscription: `${of("subscription-name")}`,
    message: {
      messageId: of("message-id"),
      publishTime: of("publish-time"),
      orderingKey: of("ordering-key"),
      attributes: Object.fromEntries(attributes),
      data: wire.rawBody,
    },
  };
}

/**
 * The event of a message that was published.
 *
 * @throws `INVALID_EVENT` (400)
 */
export function published(body: unknown, type: string): Omit<Incoming, "channel"> {
  if (!isWrapped(body)) throw error("INVALID_EVENT", "no push of Pub/Sub: it has no message or no subscription", 400);
  const { message, subscription } = body;
  return incomingOf({
    said: {
      id: `${message.messageId ?? message.message_id}`,
      source: `//pubsub.googleapis.com/${subscription}`,
      type,
      time: message.publishTime ?? message.publish_time,
    },
    key: message.orderingKey,
    attributes: Object(message.attributes) as object,
    data: message.data,
  });
}
