import type { Codec, NodeReply, Settled } from "unmoor/adapter";
import type { Sender } from "../id-token.ts";
import type { Push } from "./push.ts";

/** Build-time facts of every event unit. */
export interface EventOptions {
  /** The function has a handler for what is rejected: that is safe by the time it is answered. */
  readonly deadLetter?: boolean;
  /** Who may send; IAM alone decides by default. */
  readonly sender?: Sender;
}

/** An answer without a body; nobody reads one. */
export const answer = (status: number, ...headers: string[]): NodeReply => ({
  status,
  headers: status === 204 ? headers : ["content-length", "0", ...headers],
  body: null,
});

/** Whether nothing of a delivery is left to do. What is rejected and kept by nobody fails until Google dead-letters it. */
export const settled = (all: readonly Settled[], { deadLetter }: EventOptions): boolean =>
  all.every(({ is }) => is === "done" || (is === "reject" && deadLetter));

/**
 * How a push is answered that knows yes and no alone: 204, since of the others in 2xx and 3xx Pub/Sub takes a few for
 * a no, or 500.
 *
 * @see https://docs.cloud.google.com/pubsub/docs/push#receive_push
 */
export const yesOrNo = (options: EventOptions): Pick<Codec<"events", Push, NodeReply>, "encode"> => ({
  encode: (all) => answer(settled(all, options) ? 204 : 500),
});
