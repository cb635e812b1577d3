import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { http } from "unmoor";
import {
  type Codec,
  createInvocation,
  createRoutes,
  type Delivery,
  exchange,
  type Host,
  httpDispatch,
  type Invocation,
} from "unmoor/adapter";
import type { AlbEvent } from "../../../adapters/aws/codec/alb.ts";
import type { PayloadV2 } from "../../../adapters/aws/codec/payload-v2.ts";
import type { PayloadV1 } from "../../../adapters/aws/codec/rest.ts";
import { adapter } from "../../../adapters/aws/index.ts";
import { logLine } from "../../../adapters/aws/log.ts";

/** Names of the shapes that carry HTTP. */
export const httpShapes: readonly string[] = Object.keys(adapter.shapes).filter(
  (name) => "streaming" in (adapter.shapes[name]?.traits ?? {}),
);

/** A host whose clock stands at 0 and moves by `advance` alone. */
export interface TestHost extends Host {
  readonly lines: string[];
  advance(ms: number): void;
}

export function testHost(env: Record<string, string> = {}): TestHost {
  const lines: string[] = [];
  const timers = new Set<{ at: number; work: () => void }>();
  let time = 0;
  return {
    lines,
    env,
    fetch: async () => new Response(null, { status: 599 }),
    now: () => time,
    after(ms, work) {
      const timer = { at: time + ms, work };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    write: (_level, line) => void lines.push(line),
    advance(ms) {
      time += ms;
      for (const timer of [...timers].sort((a, b) => a.at - b.at)) {
        if (timer.at > time) continue;
        timers.delete(timer);
        timer.work();
      }
    },
  };
}

/** An invocation as the entry makes it. */
export const invocation = (context: object = {}, host: Host = testHost(), deadline = 30_000): Invocation =>
  createInvocation(
    {
      id: "req-1",
      native: { event: {}, context },
      deadline,
      log: (record) => host.write(record.level, logLine(record)),
    },
    host,
  );

export const decode = <Wire>(codec: Codec<"http", Wire>, wire: unknown, context: object = {}): Delivery<"http"> =>
  codec.decode(wire as Wire, invocation(context));

/** The status that an event is answered with, by an app that answers 200 to all it gets. */
export async function statusOf<Wire>(codec: Codec<"http", Wire>, wire: unknown): Promise<number> {
  const all = http("* /**", () => new Response());
  const dispatch = httpDispatch(createRoutes({ all }), { provider: "aws" });
  const host = testHost();
  const reply = await exchange(codec, wire, invocation({}, host), dispatch, host);
  return (reply as { statusCode: number }).statusCode;
}

/** HTTP API, payload 2.0; members override. */
export const v2 = (over: Partial<PayloadV2> = {}, context: object = {}): PayloadV2 => ({
  version: "2.0",
  rawPath: "/a",
  rawQueryString: "",
  headers: { host: "abc.execute-api.eu-central-1.amazonaws.com", "x-forwarded-proto": "https" },
  isBase64Encoded: false,
  ...over,
  requestContext: {
    domainName: "abc.execute-api.eu-central-1.amazonaws.com",
    stage: "$default",
    ...context,
    http: { method: "GET", path: "/a", sourceIp: "203.0.113.1", ...(context as { http?: object }).http },
  },
});

/** Function URL. */
export const url = (over: Partial<PayloadV2> = {}, context: object = {}): PayloadV2 =>
  v2(over, { domainName: "abc.lambda-url.eu-central-1.on.aws", ...context });

/** REST API. */
export const v1 = (over: Partial<PayloadV1> = {}): PayloadV1 => ({
  httpMethod: "GET",
  path: "/a",
  headers: { Host: "abc.execute-api.eu-central-1.amazonaws.com" },
  multiValueHeaders: { Host: ["abc.execute-api.eu-central-1.amazonaws.com"] },
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  body: null,
  isBase64Encoded: false,
  ...over,
  requestContext: { stage: "prod", path: "/prod/a", identity: { sourceIp: "203.0.113.1" }, ...over.requestContext },
});

/** Load balancer, multi-value headers on. */
export const albMulti = (over: Partial<AlbEvent> = {}): AlbEvent => ({
  requestContext: { elb: { targetGroupArn: "arn:…" } },
  httpMethod: "GET",
  path: "/a",
  multiValueQueryStringParameters: {},
  multiValueHeaders: { host: ["lb.example"], "x-forwarded-for": ["203.0.113.1"] },
  body: "",
  isBase64Encoded: false,
  ...over,
});

/** Load balancer, multi-value headers off. */
export const albOne = (over: Partial<AlbEvent> = {}): AlbEvent => ({
  requestContext: { elb: { targetGroupArn: "arn:…" } },
  httpMethod: "GET",
  path: "/a",
  queryStringParameters: {},
  headers: { host: "lb.example", "x-forwarded-for": "203.0.113.1" },
  body: "",
  isBase64Encoded: false,
  ...over,
});

const folder = new URL("../../../../shared/fixtures/aws/", import.meta.url);
export const recorded: boolean = existsSync(folder);
if (!recorded) console.warn(`recorded events are absent (${fileURLToPath(folder)}): their tests are skipped`);

/** Recorded events by trigger, as the index has them. */
export function recordings(): { readonly kind: string; readonly file: string; readonly event: unknown }[] {
  if (!recorded) return [];
  const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, folder), "utf8"));
  return Object.entries(read("INDEX.json") as Record<string, string[]>).flatMap(([kind, files]) =>
    files.map((file) => ({ kind, file, event: read(file) })),
  );
}
