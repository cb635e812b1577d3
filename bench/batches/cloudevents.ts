import { CloudEvent } from "cloudevents";
import { work } from "../work.ts";

const eventOf = ({ messageId, body, attributes, eventSourceARN, eventID, kinesis }): CloudEvent =>
  new CloudEvent({
    id: messageId ?? eventID,
    source: eventSourceARN,
    type: "com.example.order",
    time: new Date(Number(attributes?.SentTimestamp ?? kinesis.approximateArrivalTimestamp * 1000)).toISOString(),
    data: JSON.parse(body ?? Buffer.from(kinesis.data, "base64").toString()),
  });

export const handler = async ({ Records }): Promise<object> => {
  const batchItemFailures: object[] = [];
  for (const record of Records)
    try {
      await work(eventOf(record).data);
    } catch {
      batchItemFailures.push({ itemIdentifier: record.messageId ?? record.kinesis?.sequenceNumber });
    }
  return { batchItemFailures };
};
