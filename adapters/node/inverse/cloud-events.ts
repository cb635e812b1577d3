import {
  type CloudEvent,
  error,
  eventToBinary,
  eventToStructured,
  type Incoming,
  type Inverse,
  type NodeReply,
  type Settlement,
} from "unmoor/adapter";
import { headersOf, type Push } from "../codec/push.ts";
import { post } from "./push.ts";

type EventsInverse = Inverse<"events", Push, NodeReply>;

/** An event as its sender has it: one at fault has data that are not the JSON that they are said to be. */
const sent = ({ event, fault, trace, lane }: Incoming): CloudEvent => ({
  ...event,
  ...(fault && { datacontenttype: "application/json" }),
  ...(trace && { traceparent: trace }),
  ...(lane !== undefined && { partitionkey: lane }),
});

/** Four of 4xx are no verdict: SelectiveRetry of knative.dev/eventing/pkg/kncloudevents, and the specification's table. */
const AGAIN = [404, 408, 409, 429];

/** What a Knative broker or channel concludes from an answer. */
function concluded(reply: NodeReply | Error): Settlement {
  if (reply instanceof Error) return { is: "retry", error: reply };
  const { status, headers } = reply;
  if (status >= 200 && status < 300) return { is: "done" };
  const failure = new Error(`answered ${status}`);
  if (status >= 400 && status < 500 && !AGAIN.includes(status)) return { is: "reject", error: failure };
  const at = headers.indexOf("retry-after");
  return { is: "retry", error: failure, ...(at >= 0 && { afterMs: Number(headers[at + 1]) * 1000 }) };
}

/** Whoever sends CloudEvents: one in binary mode, several as a batch, which share an answer. */
export const cloudEventsInverse: EventsInverse = {
  wire({ events }) {
    const all = events.map(sent);
    const { headers, body } = all[1] || !all[0] ? eventToStructured(all) : eventToBinary(all[0]);
    return post([...headers], body);
  },
  outcome(reply, wire) {
    const count = headersOf(wire)["ce-specversion"]
      ? 1
      : [JSON.parse(new TextDecoder().decode(wire.rawBody))].flat().length;
    return Array.from({ length: count }, () => concluded(reply));
  },
};

/** A sender that keeps order: one event a request. */
export const orderedInverse: EventsInverse = {
  wire(delivery) {
    const { length } = delivery.events;
    if (length !== 1) throw error("ONE_EVENT", `an ordered Trigger sends one event a request, not ${length}`);
    return cloudEventsInverse.wire(delivery);
  },
  outcome(reply, wire) {
    const { "ce-partitionkey": lane } = headersOf(wire);
    return [{ ...concluded(reply), ...(lane !== undefined && { lane }) }];
  },
};
