import type { Codec } from "unmoor/adapter";
import { incoming, nameOf, timeOf } from "./message.ts";
import { claimsRecords, type Records, reader } from "./records.ts";
import { type BatchOptions, type BatchReply, settle } from "./settle.ts";

/** One record of a stream. */
export interface KinesisRecord {
  /** `shardId-000000000006:4959…`. */
  readonly eventID: string;
  readonly eventSourceARN: string;
  readonly eventSource?: string;
  readonly kinesis: {
    /** Base64. */
    readonly data: string;
    readonly partitionKey: string;
    readonly sequenceNumber: string;
    /** Seconds since the epoch, with a fraction. */
    readonly approximateArrivalTimestamp?: number;
  };
}

export type KinesisEvent = Records<KinesisRecord>;

/**
 * Kinesis. A shard is a lane, and what is reported is where it stopped: Lambda delivers everything from there again.
 */
export function kinesis(options: BatchOptions = {}): Codec<"events", KinesisEvent, BatchReply | undefined> {
  return {
    name: "kinesis",
    kind: "events",
    claims: (native): native is KinesisEvent =>
      claimsRecords<KinesisRecord>(native, "aws:kinesis", ({ eventID, eventSourceARN, kinesis: it }) =>
        [eventID, eventSourceARN, it?.data, it?.sequenceNumber].every((one) => typeof one === "string"),
      ),
    decode: reader(({ Records }) =>
      Records.map(({ eventID, eventSourceARN, kinesis: it }) =>
        incoming(
          {
            id: eventID,
            source: eventSourceARN,
            type: "dev.unmoor.stream",
            subject: it.partitionKey,
            time: timeOf(Math.round(Number(it.approximateArrivalTimestamp) * 1000)),
            sequence: it.sequenceNumber,
          },
          it.data,
          {},
          { receipt: it.sequenceNumber, lane: eventID.replace(/:.*/s, ""), channel: nameOf(eventSourceARN) },
          true,
        ),
      ),
    ),
    encode: (settled) => settle(settled, options, "lane"),
  };
}
