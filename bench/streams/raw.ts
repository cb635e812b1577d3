import type { Writable } from "node:stream";
import { chunks } from "../chunks.ts";

export const handler = awslambda.streamifyResponse(async (_event: unknown, stream: Writable) => {
  const out = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: { "content-type": "text/plain" } });
  for (const chunk of chunks()) out.write(chunk);
  await new Promise<void>((resolve) => out.end(resolve));
});
