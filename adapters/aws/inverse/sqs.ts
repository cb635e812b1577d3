import type { Incoming, Inverse } from "unmoor/adapter";
import type { BatchReply } from "../codec/settle.ts";
import { type SqsEvent, type SqsRecord, sqs } from "../codec/sqs.ts";
import { arnOf, bodyOf, NOW, reported, textId } from "./message.ts";

/** A message as Lambda hands it over. `body` is what was sent; by default what stands for the event. */
export function sqsRecord(incoming: Incoming, body?: string): SqsRecord {
  const { event, receipt = event.id, lane, attempt = 1, trace } = incoming;
  const eventSourceARN = arnOf(incoming, "sqs", "", lane === undefined ? "" : ".fifo");
  const sent = Date.parse(event.time ?? NOW) || 0;
  // A numeric sequence is the queue's own.
  const sequence =
    lane !== undefined && /^\d+$/.test(String(event.sequence)) ? String(event.sequence) : "18884496460467696384";
  const own = {
    id: receipt,
    source: eventSourceARN,
    type: "dev.unmoor.queue",
    time: new Date(sent).toISOString(),
    ...(lane !== undefined && { partitionkey: lane, sequence }),
  };
  return {
    messageId: receipt,
    receiptHandle: "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
    body: body ?? String(bodyOf(incoming, own)),
    attributes: {
      ApproximateReceiveCount: String(attempt),
      SentTimestamp: String(sent),
      SenderId: "AIDAIENQZJOLO23YVJ4VO",
      ApproximateFirstReceiveTimestamp: String(sent),
      ...(lane !== undefined && { MessageGroupId: lane, SequenceNumber: sequence, MessageDeduplicationId: receipt }),
    },
    messageAttributes: trace ? { traceparent: { stringValue: trace, dataType: "String" } } : {},
    md5OfBody: "e4e68fb7bd0e697a0ae8f1bb342846b3",
    eventSource: "aws:sqs",
    eventSourceARN,
    awsRegion: "eu-central-1",
  } as SqsRecord;
}

/** SQS, standard or FIFO, behind a mapping with `ReportBatchItemFailures`. */
export const sqsInverse: Inverse<"events", SqsEvent, BatchReply | undefined> = {
  wire: ({ events }) => ({ Records: events.map((incoming) => sqsRecord(incoming)) }),
  outcome: (reply, wire) => reported(sqs().decode(wire, undefined as never).events, reply, textId),
};
