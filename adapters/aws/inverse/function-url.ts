import type { Inverse } from "unmoor/adapter";
import type { ReplyV2 } from "../codec/http-api.ts";
import type { PayloadV2 } from "../codec/payload-v2.ts";
import type { StreamedReply } from "../codec/reply.ts";
import { answerV2, eventV2 } from "./payload-v2.ts";
import { type RawRequest, type RawResponse, rawRequest, response } from "./raw.ts";
import { preludeAnswer } from "./stream.ts";

/** A Function URL's event: the path as it came, the cookies in both places. Its domain is always Lambda's own. */
export function functionUrlEvent(raw: RawRequest): PayloadV2 {
  const host = raw.headers.find(([name]) => name.toLowerCase() === "host")?.[1] ?? "";
  const domainName = host.includes(".lambda-url.") ? host : "abc123.lambda-url.eu-central-1.on.aws";
  const headers = raw.headers.map(([name, value]): [string, string] => [
    name,
    name.toLowerCase() === "host" ? domainName : value,
  ]);
  return eventV2({ ...raw, headers }, { domainName, rawPath: raw.path, keepsCookie: true });
}

/** What a Function URL makes of any failed invocation: 502. */
export const functionUrlFailure = (): RawResponse => ({
  status: 502,
  headers: [["content-type", "application/json"]],
  body: new TextEncoder().encode("Internal Server Error"),
});

export const functionUrlAnswer = (reply: unknown): RawResponse => answerV2(reply, functionUrlFailure());

const wire: Inverse<"http", PayloadV2, unknown>["wire"] = async (delivery) =>
  functionUrlEvent(await rawRequest(delivery));

/** Function URL in mode `BUFFERED`. */
export const functionUrlInverse: Inverse<"http", PayloadV2, ReplyV2> = {
  wire,
  outcome: (reply) => response(reply instanceof Error ? functionUrlFailure() : functionUrlAnswer(reply)),
};

/** Function URL in mode `RESPONSE_STREAM`. */
export const functionUrlStreamInverse: Inverse<"http", PayloadV2, StreamedReply> = {
  wire,
  outcome: (reply) =>
    response(reply instanceof Error ? functionUrlFailure() : preludeAnswer(reply.prelude, reply.body)),
};
