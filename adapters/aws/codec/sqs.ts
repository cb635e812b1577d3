import type { Codec, Incoming } from "unmoor/adapter";
import { incoming, nameOf, propertiesOf, timeOf } from "./message.ts";
import { claimsRecords, type Records, reader } from "./records.ts";
import { type BatchOptions, type BatchReply, settle } from "./settle.ts";

/** Build-time facts of the codecs of SQS. */
export interface SqsOptions extends BatchOptions {
  /** `maxReceiveCount` of the queue, where the fragment made it: the delivery with this number is the last. */
  readonly attempts?: number | undefined;
}

/** One message. */
export interface SqsRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: {
    readonly ApproximateReceiveCount?: string;
    /** Milliseconds since the epoch. */
    readonly SentTimestamp?: string;
    /** Of FIFO queues, and since 2025 of others for fairness. */
    readonly MessageGroupId?: string;
    readonly SequenceNumber?: string;
    readonly AWSTraceHeader?: string;
  };
  readonly messageAttributes?: Readonly<Record<string, { readonly stringValue?: string }>>;
  readonly eventSourceARN: string;
  readonly eventSource?: string;
}

export type SqsEvent = Records<SqsRecord>;

/** Whether an event is messages of SQS. */
export const claimsSqs = (native: unknown): native is SqsEvent =>
  claimsRecords<SqsRecord>(
    native,
    "aws:sqs",
    ({ messageId, body, attributes, eventSourceARN }) =>
      messageId &&
      attributes &&
      typeof messageId === "string" &&
      typeof body === "string" &&
      typeof eventSourceARN === "string",
  );

/** What a queue says of a message, whatever the message is. */
export function delivered(
  { messageId, attributes, eventSourceARN }: SqsRecord,
  { attempts = Number.POSITIVE_INFINITY }: SqsOptions,
): Pick<Incoming, "receipt" | "attempt" | "channel" | "lane" | "last"> {
  const attempt = Number(attributes.ApproximateReceiveCount) || undefined;
  // A standard queue has groups for fairness only: it keeps no order, and a failed message holds up no other.
  const lane = eventSourceARN.endsWith(".fifo") && attributes.MessageGroupId;
  return {
    receipt: messageId,
    channel: nameOf(eventSourceARN),
    attempt,
    last: (!!attempt && attempt >= attempts) || undefined,
    lane: lane || undefined,
  };
}

/** A message as it was sent to the queue itself. */
export function message(record: SqsRecord, options: SqsOptions, type: string): Incoming {
  const { messageId, body, attributes, eventSourceARN } = record;
  return incoming(
    {
      id: messageId,
      source: eventSourceARN,
      type,
      time: timeOf(attributes.SentTimestamp),
      partitionkey: attributes.MessageGroupId,
      sequence: attributes.SequenceNumber,
    },
    body,
    propertiesOf(record.messageAttributes, "stringValue", attributes.AWSTraceHeader),
    delivered(record, options),
  );
}

/**
 * SQS, standard or FIFO: whatever is in the queue, so that a message which looks like another source's fails nobody.
 *
 * @example export const handler = buffered(sqs({ partial: true }), eventDispatch("fulfil", fulfil, { provider: "aws" }));
 */
export function sqs(options: SqsOptions = {}): Codec<"events", SqsEvent, BatchReply | undefined> {
  return {
    name: "sqs",
    kind: "events",
    claims: claimsSqs,
    decode: reader(({ Records }) => Records.map((record) => message(record, options, "dev.unmoor.queue"))),
    encode: (settled) => settle(settled, options),
  };
}
