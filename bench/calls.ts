import { randomBytes } from "node:crypto";

export const shapes = ["v2", "v1", "alb"] as const;
export const routes = ["GET", "POST", "stream"] as const;
export type Shape = (typeof shapes)[number];
export type Route = (typeof routes)[number];

const PATHS: Readonly<Record<Route, string>> = { GET: "/hello/you", POST: "/echo", stream: "/stream" };
const BODY = JSON.stringify({ list: Array.from({ length: 10 }, (_, id) => ({ id, name: `item ${id}` })) });

/**
 * An HTTP event of Lambda, as JSON.
 *
 * @param path other than the route's own
 * @param domain of API Gateway by default
 */
export function call(
  shape: Shape,
  route: Route,
  path: string = PATHS[route],
  domain = "abc.execute-api.eu-central-1.amazonaws.com",
): string {
  const method = route === "POST" ? "POST" : "GET";
  const body = route === "POST" ? BODY : undefined;
  const headers = {
    accept: "application/json, text/plain, */*",
    "accept-encoding": "gzip, deflate, br",
    "accept-language": "en-GB,en;q=0.9",
    ...(body && { "content-type": "application/json", "content-length": String(body.length) }),
    host: domain,
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
    "x-amzn-trace-id": "Root=1-65f0a1b2-0123456789abcdef01234567",
    "x-forwarded-for": "192.0.2.1",
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https",
  };
  const multiValueHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  const common = { headers, body: body ?? null, isBase64Encoded: false };
  const identity = { sourceIp: "192.0.2.1", userAgent: headers["user-agent"] };
  const events: Readonly<Record<Shape, () => object>> = {
    v2: () => ({
      version: "2.0",
      routeKey: "$default",
      rawPath: path,
      rawQueryString: "",
      ...common,
      body,
      requestContext: {
        accountId: "123456789012",
        apiId: "abc",
        domainName: domain,
        domainPrefix: "abc",
        requestId: "JKJaXmPLvHcESHA=",
        routeKey: "$default",
        stage: "$default",
        time: "12/Mar/2026:19:03:58 +0000",
        timeEpoch: 1583348638390,
        http: { method, path, protocol: "HTTP/1.1", ...identity },
      },
    }),
    v1: () => ({
      resource: "/{proxy+}",
      path,
      httpMethod: method,
      ...common,
      multiValueHeaders,
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: { proxy: path.slice(1) },
      stageVariables: null,
      requestContext: {
        accountId: "123456789012",
        apiId: "abc",
        domainName: domain,
        httpMethod: method,
        path: `/prod${path}`,
        protocol: "HTTP/1.1",
        requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
        requestTimeEpoch: 1583348638390,
        resourcePath: "/{proxy+}",
        stage: "prod",
        identity,
      },
    }),
    alb: () => ({
      requestContext: {
        elb: { targetGroupArn: "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/bench/0123456789" },
      },
      httpMethod: method,
      path,
      queryStringParameters: {},
      ...common,
      body: body ?? "",
    }),
  };
  return JSON.stringify(events[shape]());
}

export type Source = "SQS" | "Kinesis";

/** A batch of messages as Lambda delivers it, as JSON. */
export function batch(source: Source, length: number): string {
  const records = Array.from({ length }, (_, id) => {
    const order = JSON.stringify({
      id,
      item: `item ${id}`,
      total: id * 3,
      address: { street: "Road 1", city: "Town" },
    });
    const uuid = randomBytes(16).toString("hex");
    if (source === "SQS")
      return {
        messageId: uuid,
        receiptHandle: "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
        body: order,
        attributes: {
          ApproximateReceiveCount: "1",
          SentTimestamp: "1545082649183",
          SenderId: "AIDAIENQZJOLO23YVJ4VO",
          ApproximateFirstReceiveTimestamp: "1545082649185",
        },
        messageAttributes: {},
        md5OfBody: uuid,
        eventSource: "aws:sqs",
        eventSourceARN: "arn:aws:sqs:eu-central-1:123456789012:orders",
        awsRegion: "eu-central-1",
      };
    const sequenceNumber = `495903382714902566083${String(id).padStart(6, "0")}`;
    return {
      kinesis: {
        kinesisSchemaVersion: "1.0",
        partitionKey: uuid,
        sequenceNumber,
        data: Buffer.from(order).toString("base64"),
        approximateArrivalTimestamp: 1545084650.987,
      },
      eventSource: "aws:kinesis",
      eventVersion: "1.0",
      eventID: `shardId-000000000006:${sequenceNumber}`,
      eventName: "aws:kinesis:record",
      awsRegion: "eu-central-1",
      eventSourceARN: "arn:aws:kinesis:eu-central-1:123456789012:stream/clicks",
    };
  });
  return JSON.stringify({ Records: records });
}
