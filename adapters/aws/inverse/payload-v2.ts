import type { PayloadV2 } from "../codec/payload-v2.ts";
import {
  eventBody,
  formDecoded,
  forwarded,
  grouped,
  lines,
  queryPairs,
  type RawRequest,
  type RawResponse,
  replyBody,
  replyObject,
} from "./raw.ts";

/** What tells the two senders of payload 2.0 apart. */
export interface SenderV2 {
  readonly domainName: string;
  /** As this sender writes it: decoded by HTTP API, as it came by Function URL. */
  readonly rawPath: string;
  /** Function URL leaves `cookie` among the headers as well. */
  readonly keepsCookie: boolean;
}

/** An event of payload format 2.0, as the gateway makes it. */
export function eventV2(raw: RawRequest, { domainName, rawPath, keepsCookie }: SenderV2): PayloadV2 {
  const lower = forwarded(raw).map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  const values = grouped(lower.filter(([name]) => keepsCookie || name !== "cookie"));
  const cookies = lower.filter(([name]) => name === "cookie").flatMap(([, value]) => value.split("; "));
  const query = grouped(queryPairs(raw.query).map(([name, value]) => [formDecoded(name), formDecoded(value)]));
  const { body, isBase64Encoded } = eventBody(raw, null, false);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString: raw.query,
    ...(cookies.length && { cookies }),
    headers: Object.fromEntries(
      Object.entries(values).map(([name, list]) => [name, list.join(name === "cookie" ? "; " : ",")]),
    ),
    ...(raw.query && {
      queryStringParameters: Object.fromEntries(Object.entries(query).map(([name, list]) => [name, list.join(",")])),
    }),
    requestContext: {
      accountId: "123456789012",
      apiId: "abc123",
      domainName,
      domainPrefix: domainName.split(".")[0],
      http: {
        method: raw.method,
        path: rawPath,
        protocol: "HTTP/1.1",
        sourceIp: raw.client,
        userAgent: values["user-agent"]?.[0] ?? "",
      },
      requestId: "JKJaXmPLvHcESHA=",
      routeKey: "$default",
      stage: "$default",
      time: "21/Nov/2026:12:30:00 +0000",
      timeEpoch: 1795264200000,
    },
    ...(body !== null && { body }),
    isBase64Encoded,
  } as PayloadV2;
}

/**
 * What the gateway sends for a reply. Without `statusCode` it infers: the value is a JSON body with 200
 * (http-api-develop-integrations-lambda).
 */
export function answerV2(reply: unknown, malformed: RawResponse): RawResponse {
  const given = replyObject(reply);
  if (given?.statusCode === undefined)
    return {
      status: 200,
      headers: [["content-type", "application/json"]],
      body: new TextEncoder().encode(typeof reply === "string" ? reply : JSON.stringify(reply ?? null)),
    };
  const headers = lines(given.headers);
  const status = Number(given.statusCode);
  const cookies = given.cookies ?? [];
  if (!headers || !Number.isInteger(status) || status < 100 || status > 599 || !Array.isArray(cookies))
    return malformed;
  return {
    status,
    headers: [...headers, ...cookies.map((cookie): [string, string] => ["set-cookie", String(cookie)])],
    body: replyBody(given),
  };
}
