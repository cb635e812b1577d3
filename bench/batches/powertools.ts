import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { work } from "../work.ts";

const sqs = new BatchProcessor(EventType.SQS);
const kinesis = new BatchProcessor(EventType.KinesisDataStreams);
const handle = async ({ body, kinesis }): Promise<void> =>
  work(JSON.parse(body ?? Buffer.from(kinesis.data, "base64").toString()));

export const handler = (event, context): Promise<object> =>
  processPartialResponse(event, handle, event.Records[0].body ? sqs : kinesis, { context });
