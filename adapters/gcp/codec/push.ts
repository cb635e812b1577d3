import { type NodeRequest, nodeHeaders } from "unmoor/adapter";

/** A request of one of Google's senders, its body read whole. */
export type Push = Pick<NodeRequest, "method" | "url" | "rawHeaders" | "rawBody">;

/** Header fields by lower-case name; of repeated ones the last. */
export const headersOf = ({ rawHeaders }: Push): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(nodeHeaders(rawHeaders));

/** The JSON of a body; undefined where it is none. */
export function jsonOf({ rawBody }: Push): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(rawBody));
  } catch {}
}

/** The field that only one kind of sender sets; of CloudEvents and Pub/Sub the one that they would set in another mode. */
export type Mark = (typeof MARKS)[number];
const MARKS = ["x-cloudtasks-taskname", "x-cloudscheduler", "x-goog-pubsub-message-id", "ce-specversion"] as const;

/**
 * The one table that tells the shapes of Google's senders apart, for `claims`: empty for whoever else may call, nothing
 * for what is no POST with its body read. Headers can be forged: who may call at all is IAM's business and `open`'s.
 *
 * Pub/Sub's wrapped push has no field of its own but its user agent, which emulators and proxies do not keep: there the
 * body decides.
 *
 * @see https://docs.cloud.google.com/pubsub/docs/push#receive_push
 */
export function markOf(native: unknown): Mark | "" | undefined {
  const push = (native ?? {}) as Push;
  if (push.method !== "POST" || !push.rawHeaders || !push.rawBody) return undefined;
  const headers = headersOf(push);
  return (
    MARKS.find((mark) => headers[mark]) ??
    (/^\s*application\/cloudevents/i.test(`${headers["content-type"]}`)
      ? "ce-specversion"
      : isWrapped(jsonOf(push))
        ? "x-goog-pubsub-message-id"
        : "")
  );
}

/** The body of a wrapped push. Field names came twice for years, and come so still. */
export interface Wrapped {
  readonly message: {
    readonly data?: unknown;
    readonly attributes?: unknown;
    readonly messageId?: unknown;
    readonly message_id?: unknown;
    readonly publishTime?: unknown;
    readonly publish_time?: unknown;
    readonly orderingKey?: unknown;
  };
  readonly subscription: string;
  readonly deliveryAttempt?: unknown;
}

/** Whether a body is Pub/Sub's; `data` may be missing, where a message has attributes alone. */
export function isWrapped(body: unknown): body is Wrapped {
  const { message, subscription } = (body ?? {}) as Partial<Wrapped>;
  return [subscription, message?.messageId ?? message?.message_id].every((it) => typeof it === "string");
}
