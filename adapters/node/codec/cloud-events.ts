import { type Codec, error, type Incoming, type NodeReply, type Settled } from "unmoor/adapter";
import { eventsOf } from "../events.ts";
import { traceparent } from "../trace.ts";
import { answer, retryAfter } from "./answer.ts";
import { carries, headersOf, type Push } from "./push.ts";

/** Build-time facts of a function that CloudEvents are sent to. */
export interface CloudEventsOptions {
  /** What the attributes of an event must be; others are rejected. */
  readonly match?: Readonly<Record<string, string>> | undefined;
  /** The function has a handler for what is rejected: that is safe by the time it is answered. */
  readonly deadLetter?: boolean | undefined;
}

/**
 * CloudEvents over HTTP in any mode, answered as Knative reads it: 202 for what is handled, 422 for what no attempt can
 * help, which goes to the dead letter sink at once, 5xx for what shall come again. That is the one native reject of all
 * providers.
 *
 * @see https://github.com/knative/specs/blob/main/specs/eventing/data-plane.md#event-acknowledgement-and-delivery-retry
 * @example receiver(cloudEvents({ match: { type: "com.acme.paid" } }), eventDispatch("paid", paid, { provider: "node" }), { timeoutMs: 60_000 })
 */
export const cloudEvents = (options: CloudEventsOptions = {}): Codec<"events", Push, NodeReply> => ({
  name: "cloudevents",
  kind: "events",
  claims: (native): native is Push => carries(native) === "events",
  decode: (wire) => ({ events: incomings(wire, options) }),
  encode: (settled) => settledReply(settled, options),
});

/**
 * The same from a sender that keeps order: one event a request, and nothing of its partition before it is settled. The
 * extension `partitionkey` names the lane.
 *
 * @see https://knative.dev/docs/eventing/brokers/broker-types/kafka-broker/#configuring-the-order-of-delivered-events
 */
export const orderedEvents = (options: CloudEventsOptions = {}): Codec<"events", Push, NodeReply> => ({
  ...cloudEvents(options),
  name: "ordered",
  decode: (wire) => ({
    events: incomings(wire, options).map((incoming) => ({
      ...incoming,
      ...(incoming.event.partitionkey !== undefined && { lane: `${incoming.event.partitionkey}` }),
    })),
  }),
});

/**
 * The events of a request.
 *
 * @throws `INVALID_EVENT` (400) for what is no CloudEvent
 */
function incomings(push: Push, { match = {} }: CloudEventsOptions): Incoming[] {
  const sent = headersOf(push).traceparent;
  return eventsOf(push).map(({ event, fault }) => {
    const wrong = Object.keys(match).find((name) => event[name] !== match[name]);
    const found = fault ?? (wrong && error("UNMATCHED_EVENT", `${wrong} is "${event[wrong]}", not "${match[wrong]}"`));
    // The event's own, and of its carrier only where there is none: brokers begin new traces.
    const trace = traceparent(event.traceparent) ?? traceparent(sent);
    return { event, ...(found && { fault: found }), ...(trace && { trace }) };
  });
}

function settledReply(settled: readonly Settled[], { deadLetter }: CloudEventsOptions): NodeReply {
  const delays = settled.flatMap((each) => (each.is === "retry" ? [each.afterMs ?? 0] : []));
  // One answer for all: what is done comes again rather than that one is lost.
  if (delays.length) {
    const longest = Math.max(...delays);
    return longest > 0 ? answer(503, ...retryAfter(longest)) : answer(500);
  }
  return answer(deadLetter || settled.every(({ is }) => is === "done") ? 202 : 422);
}
