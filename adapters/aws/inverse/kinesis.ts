import { type Incoming, type Inverse, toBase64 } from "unmoor/adapter";
import { type KinesisEvent, type KinesisRecord, kinesis } from "../codec/kinesis.ts";
import type { BatchReply } from "../codec/settle.ts";
import { arnOf, bodyOf, NOW, reported, textId } from "./message.ts";

/** Base64 of what travels. */
export const base64 = (body: string | Uint8Array | undefined): string =>
  toBase64(typeof body === "string" ? new TextEncoder().encode(body) : (body ?? new Uint8Array()));

function record(incoming: Incoming, at: number): KinesisRecord {
  const { event, lane = "shardId-000000000000" } = incoming;
  const sequenceNumber = incoming.receipt ?? String(49_590_338_271_490_256n + BigInt(at));
  const eventSourceARN = arnOf(incoming, "kinesis", "stream/");
  const time = Date.parse(event.time ?? NOW) || 0;
  const own = {
    id: `${lane}:${sequenceNumber}`,
    source: eventSourceARN,
    type: "dev.unmoor.stream",
    subject: event.subject ?? "unmoor",
    time: new Date(time).toISOString(),
    sequence: sequenceNumber,
  };
  return {
    kinesis: {
      kinesisSchemaVersion: "1.0",
      partitionKey: own.subject,
      sequenceNumber,
      data: base64(bodyOf(incoming, own, true)),
      approximateArrivalTimestamp: time / 1000,
    },
    eventSource: "aws:kinesis",
    eventVersion: "1.0",
    eventID: own.id,
    eventName: "aws:kinesis:record",
    awsRegion: "eu-central-1",
    eventSourceARN,
  } as KinesisRecord;
}

/** Kinesis behind a mapping with `ReportBatchItemFailures`: a shard goes on from the lowest number that is reported. */
export const kinesisInverse: Inverse<"events", KinesisEvent, BatchReply | undefined> = {
  wire: ({ events }) => ({ Records: events.map(record) }),
  outcome: (reply, wire) => reported(kinesis().decode(wire, undefined as never).events, reply, textId, true),
};
