import middy from "@middy/core";
import { executionModeStreamifyResponse } from "@middy/core/StreamifyResponse";
import { stream } from "../chunks.ts";

export const handler = middy({ executionMode: executionModeStreamifyResponse }).handler(async () => ({
  statusCode: 200,
  headers: { "content-type": "text/plain" },
  body: stream(),
}));
