import type { Inverse } from "unmoor/adapter";
import type { StreamedReply } from "../codec/reply.ts";
import type { PayloadV1, ReplyV1 } from "../codec/rest.ts";
import {
  eventBody,
  formDecoded,
  forwarded,
  grouped,
  last,
  lines,
  platform,
  queryPairs,
  type RawRequest,
  type RawResponse,
  rawRequest,
  replyBody,
  replyObject,
  response,
} from "./raw.ts";
import { preludeAnswer } from "./stream.ts";

/** A REST API's event: headers in the client's case, the query decoded, everything in two maps. */
export function restEvent(raw: RawRequest): PayloadV1 {
  const headers = forwarded(raw);
  const query = queryPairs(raw.query).map(([name, value]): [string, string] => [formDecoded(name), formDecoded(value)]);
  const host = headers.find(([name]) => name.toLowerCase() === "host")?.[1];
  return {
    resource: "/{proxy+}",
    path: raw.path,
    httpMethod: raw.method,
    headers: last(headers),
    multiValueHeaders: grouped(headers),
    queryStringParameters: query.length ? last(query) : null,
    multiValueQueryStringParameters: query.length ? grouped(query) : null,
    pathParameters: { proxy: raw.path.slice(1) },
    stageVariables: null,
    requestContext: {
      accountId: "123456789012",
      apiId: "abc123",
      domainName: host ?? "abc123.execute-api.eu-central-1.amazonaws.com",
      httpMethod: raw.method,
      identity: { sourceIp: raw.client, userAgent: null },
      path: `/prod${raw.path}`,
      protocol: "HTTP/1.1",
      requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
      resourceId: "123456",
      resourcePath: "/{proxy+}",
      stage: "prod",
    },
    // `BinaryMediaTypes: */*`, as our template sets it: all bodies are base64.
    ...eventBody(raw, null, true),
  } as PayloadV1;
}

/** Headers that REST takes for its own and sends under another name (aws/aws-sam-cli#696). */
const REMAPPED =
  /^(content-length|content-md5|www-authenticate|date|connection|server|expect|max-forwards|proxy-authenticate|trailer|upgrade|user-agent|warning)$/;

const remapped = ({ status, headers, body }: RawResponse): RawResponse => ({
  status,
  headers: headers.map(([name, value]) => [REMAPPED.test(name) ? `x-amzn-remapped-${name}` : name, value]),
  body,
});

/** What a REST API makes of a failed invocation or a malformed reply. */
export const restFailure = (type: string): RawResponse =>
  type === "Sandbox.Timedout" ? platform(504, "Endpoint request timed out") : platform(502, "Internal server error");

/** What a REST API sends for a reply; an unknown member, `cookies` for one, makes it malformed. */
export function restAnswer(reply: unknown): RawResponse {
  const given = replyObject(reply);
  const status = given?.statusCode;
  const headers = lines(given?.headers);
  const multi = lines(given?.multiValueHeaders);
  const known = /^(statusCode|headers|multiValueHeaders|body|isBase64Encoded)$/;
  if (!given || !headers || !multi || !Number.isInteger(status) || !Object.keys(given).every((key) => known.test(key)))
    return restFailure("malformed");
  return remapped({ status: status as number, headers: [...headers, ...multi], body: replyBody(given) });
}

export const restStreamAnswer = (prelude: StreamedReply["prelude"], body: RawResponse["body"]): RawResponse =>
  remapped(preludeAnswer(prelude, body));

const wire: Inverse<"http", PayloadV1, unknown>["wire"] = async (delivery) => restEvent(await rawRequest(delivery));

/** API Gateway REST API in mode `BUFFERED`. */
export const restInverse: Inverse<"http", PayloadV1, ReplyV1> = {
  wire,
  outcome: (reply) => response(reply instanceof Error ? restFailure(reply.name) : restAnswer(reply)),
};

/** API Gateway REST API in mode `STREAM`. */
export const restStreamInverse: Inverse<"http", PayloadV1, StreamedReply> = {
  wire,
  outcome: (reply) =>
    response(reply instanceof Error ? restFailure(reply.name) : restStreamAnswer(reply.prelude, reply.body)),
};
