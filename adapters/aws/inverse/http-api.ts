import type { Inverse } from "unmoor/adapter";
import type { ReplyV2 } from "../codec/http-api.ts";
import type { PayloadV2 } from "../codec/payload-v2.ts";
import { answerV2, eventV2 } from "./payload-v2.ts";
import { platform, type RawRequest, type RawResponse, rawRequest, response, unescaped } from "./raw.ts";

/** An HTTP API's event: the path decoded (honojs/hono#2156), the cookies out of the headers. */
export const httpApiEvent = (raw: RawRequest): PayloadV2 =>
  eventV2(raw, {
    domainName:
      raw.headers.find(([name]) => name.toLowerCase() === "host")?.[1] ??
      "abc123.execute-api.eu-central-1.amazonaws.com",
    rawPath: unescaped(raw.path),
    keepsCookie: false,
  });

/** What an HTTP API makes of a failed invocation: 503 for a timeout, 500 for the rest. */
export const httpApiFailure = (type: string): RawResponse =>
  type === "Sandbox.Timedout" ? platform(503, "Service Unavailable") : platform(500, "Internal Server Error");

export const httpApiAnswer = (reply: unknown): RawResponse => answerV2(reply, httpApiFailure("malformed"));

/** API Gateway HTTP API, payload format 2.0. */
export const httpApiInverse: Inverse<"http", PayloadV2, ReplyV2> = {
  wire: async (delivery) => httpApiEvent(await rawRequest(delivery)),
  outcome: (reply) => response(reply instanceof Error ? httpApiFailure(reply.name) : httpApiAnswer(reply)),
};
