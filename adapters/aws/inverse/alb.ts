import type { Inverse } from "unmoor/adapter";
import type { AlbEvent, AlbReply, AlbSingleReply } from "../codec/alb.ts";
import {
  eventBody,
  forwarded,
  grouped,
  last,
  lines,
  queryPairs,
  type RawRequest,
  type RawResponse,
  rawRequest,
  replyBody,
  replyObject,
  response,
} from "./raw.ts";

/** A load balancer's event: path and query as they came, headers in lower case; one value or all of each. */
export function albEvent(raw: RawRequest, multi: boolean): AlbEvent {
  const headers = forwarded(raw).map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  const query = queryPairs(raw.query);
  return {
    requestContext: {
      elb: { targetGroupArn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/unmoor/d49b9d8a" },
    },
    httpMethod: raw.method,
    path: raw.path,
    ...(multi
      ? { multiValueQueryStringParameters: grouped(query), multiValueHeaders: grouped(headers) }
      : { queryStringParameters: last(query), headers: last(headers) }),
    ...eventBody(raw, "", false),
  } as AlbEvent;
}

/** What a load balancer makes of every failure: 502. */
export const albFailure = (): RawResponse => ({
  status: 502,
  headers: [["content-type", "text/html"]],
  body: new TextEncoder().encode("<html><body><center><h1>502 Bad Gateway</h1></center></body></html>"),
});

/** What a load balancer sends for a reply: only strings count, and only the map of its own mode. */
export function albAnswer(reply: unknown, multi: boolean): RawResponse {
  const given = replyObject(reply);
  const headers = lines(given?.[multi ? "multiValueHeaders" : "headers"]);
  const description = given?.statusDescription;
  if (
    !given ||
    !headers ||
    !Number.isInteger(given.statusCode) ||
    (given.isBase64Encoded !== undefined && typeof given.isBase64Encoded !== "boolean") ||
    (description !== undefined && typeof description !== "string")
  )
    return albFailure();
  return { status: given.statusCode as number, headers, body: replyBody(given) };
}

/** Application Load Balancer with multi-value headers. */
export const albInverse: Inverse<"http", AlbEvent, AlbReply> = {
  wire: async (delivery) => albEvent(await rawRequest(delivery), true),
  outcome: (reply) => response(reply instanceof Error ? albFailure() : albAnswer(reply, true)),
};

/** Application Load Balancer without them. */
export const albSingleInverse: Inverse<"http", AlbEvent, AlbSingleReply> = {
  wire: async (delivery) => albEvent(await rawRequest(delivery), false),
  outcome: (reply) => response(reply instanceof Error ? albFailure() : albAnswer(reply, false)),
};
