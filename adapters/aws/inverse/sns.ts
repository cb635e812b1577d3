import type { Incoming, Inverse } from "unmoor/adapter";
import type { BatchReply } from "../codec/settle.ts";
import { type Notification, type SnsEvent, sns } from "../codec/sns.ts";
import { snsSqs } from "../codec/sns-sqs.ts";
import type { SqsEvent } from "../codec/sqs.ts";
import { arnOf, async_, bodyOf, NOW, reported, textId } from "./message.ts";
import { sqsRecord } from "./sqs.ts";

function notification(incoming: Incoming, fifo = false): Notification {
  const { event, trace } = incoming;
  const TopicArn = arnOf(incoming, "sns", "", fifo ? ".fifo" : "");
  const time = event.time ?? NOW;
  const sequence = fifo ? String(event.sequence ?? "10000000000000004000") : undefined;
  const own = {
    id: event.id,
    source: TopicArn,
    type: "dev.unmoor.topic",
    subject: event.subject,
    time,
    ...(sequence && { sequence }),
  };
  return {
    Type: "Notification",
    MessageId: event.id,
    TopicArn,
    ...(event.subject !== undefined && { Subject: event.subject }),
    Message: String(bodyOf(incoming, own)),
    Timestamp: time,
    ...(sequence && { SequenceNumber: sequence }),
    MessageAttributes: trace ? { traceparent: { Type: "String", Value: trace } } : {},
  } as Notification;
}

/** SNS. */
export const snsInverse: Inverse<"events", SnsEvent, undefined> = {
  wire: ({ events }) => ({
    Records: events.map((incoming) => ({
      EventSource: "aws:sns" as const,
      EventVersion: "1.0",
      EventSubscriptionArn: `${arnOf(incoming, "sns")}:${incoming.event.id}`,
      Sns: notification(incoming),
    })),
  }),
  outcome: (reply, wire) => async_(sns().decode(wire, undefined as never).events, reply),
};

/** SNS through a queue, without raw delivery. */
export const snsSqsInverse: Inverse<"events", SqsEvent, BatchReply | undefined> = {
  wire: ({ events }) => ({
    Records: events.map((incoming) =>
      sqsRecord(incoming, JSON.stringify(notification(incoming, incoming.lane !== undefined))),
    ),
  }),
  outcome: (reply, wire) => reported(snsSqs().decode(wire, undefined as never).events, reply, textId),
};
