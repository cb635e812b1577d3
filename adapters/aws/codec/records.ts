import { type Delivery, error, type Incoming } from "unmoor/adapter";

/** What SQS, SNS, S3 and Kinesis hand over. */
export interface Records<Record> {
  readonly Records: readonly Record[];
}

/** Whether an event is records of one source, each of which `fits`. */
export function claimsRecords<One extends object>(
  native: unknown,
  source: string,
  fits: (record: One) => unknown,
): native is Records<One> {
  const records = (native as Partial<Records<One>> | null | undefined)?.Records;
  return (
    Array.isArray(records) &&
    !!records[0] &&
    records.every(
      (record: One & { eventSource?: unknown; EventSource?: unknown }) =>
        record && (record.eventSource ?? record.EventSource) === source && fits(record),
    )
  );
}

/** `decode` of an event codec. No recorded event fails in it: what does was not made by AWS. */
export const reader =
  <Wire>(read: (wire: Wire) => readonly Incoming[]) =>
  (wire: Wire): Delivery<"events"> => {
    try {
      return { events: read(wire) };
    } catch (cause) {
      throw error("INVALID_EVENT", `the event is not what AWS documents: ${cause}`);
    }
  };
