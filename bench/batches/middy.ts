import middy from "@middy/core";
import eventNormalizer from "@middy/event-normalizer";
import partialFailure from "@middy/sqs-partial-batch-failure";
import { work } from "../work.ts";

export const handler = middy()
  .use(eventNormalizer())
  .use(partialFailure())
  .handler(({ Records }) => Promise.allSettled(Records.map(async ({ body, kinesis }) => work(body ?? kinesis.data))));
