import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { exportsOf } from "./syntax.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const doors: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(manifest.exports).flatMap(([name, target]) =>
    typeof target === "string"
      ? []
      : [[name === "." ? "unmoor" : name.replace("./", "unmoor/"), join(root, target.source)]],
  ),
);
const names = (door: string): string[] => exportsOf(doors[door] ?? "", (specifier) => doors[specifier] ?? "");

test("package.json names these doors", () => {
  expect(Object.keys(doors)).toMatchInlineSnapshot(`
    [
      "unmoor",
      "unmoor/config",
      "unmoor/adapter",
      "unmoor/testing",
      "unmoor/testing/fast-check",
      "unmoor/conformance",
      "unmoor/conformance/functions",
      "unmoor/conformance/streaming",
      "unmoor/conformance/events",
      "unmoor/testing/vitest",
      "unmoor/aws",
      "unmoor/gcp",
      "unmoor/azure",
      "unmoor/vercel",
      "unmoor/node",
      "unmoor/fetch",
      "unmoor/adapters",
    ]
  `);
});

describe("the values of", () => {
  test.each(Object.keys(doors))("%s are what the snapshots below say", async (door) => {
    const values = names(door).filter((name) => !name.startsWith("type "));
    const file = doors[door] ?? "";
    expect(existsSync(file)).toBe(true);
    expect(Object.keys((await import(file)) as object).sort()).toEqual(values);
  });
});

describe("every exported name, types too: a change here is a change for users", () => {
  test("unmoor", () => {
    expect(names("unmoor")).toMatchInlineSnapshot(`
      [
        "Reject",
        "Retry",
        "bucket",
        "cloudEvent",
        "http",
        "on",
        "problem",
        "provide",
        "queue",
        "schedule",
        "stream",
        "task",
        "topic",
        "type BatchResult",
        "type Bucket",
        "type BucketObject",
        "type Channel",
        "type CloudEvent",
        "type Context",
        "type Duration",
        "type Env",
        "type EventFunction",
        "type EventHandler",
        "type EventMatch",
        "type EventMiddleware",
        "type ExecutionContext",
        "type HttpContext",
        "type HttpFunction",
        "type HttpHandler",
        "type HttpMiddleware",
        "type HttpOptions",
        "type Log",
        "type Middleware",
        "type OnOptions",
        "type ProblemMembers",
        "type RouteParams",
        "type Schedule",
        "type Schema",
        "type TaskFunction",
      ]
    `);
  });

  test("unmoor/config", () => {
    expect(names("unmoor/config")).toMatchInlineSnapshot(`
      [
        "defineConfig",
        "type CommonOptions",
        "type Config",
        "type Degrade",
        "type FunctionOptions",
        "type TargetFunctionOptions",
        "type Targets",
      ]
    `);
  });

  test("unmoor/adapter", () => {
    expect(names("unmoor/adapter")).toMatchInlineSnapshot(`
      [
        "byteString",
        "calledTasks",
        "createInvocation",
        "createRoutes",
        "cronTimes",
        "decodeBody",
        "decodeData",
        "disconnected",
        "encodeBody",
        "encodeData",
        "error",
        "eventDispatch",
        "eventOfJson",
        "eventToBinary",
        "eventToJson",
        "eventToStructured",
        "eventsOfHttp",
        "eventsOfJson",
        "exchange",
        "flowOff",
        "fromBase64",
        "functionsOf",
        "httpDispatch",
        "isJson",
        "methodsOf",
        "milliseconds",
        "nodeBody",
        "nodeHeaders",
        "nodeHost",
        "nodeReply",
        "primed",
        "problem",
        "pump",
        "request",
        "requestHeaders",
        "requestUrl",
        "reserve",
        "responseBody",
        "responseBytes",
        "responseHeaders",
        "restParams",
        "routeTable",
        "sendNode",
        "sentHeaders",
        "taskDispatch",
        "toBase64",
        "type Adapter",
        "type Answers",
        "type AnyShape",
        "type App",
        "type Clock",
        "type CloudEvent",
        "type Codec",
        "type Delivery",
        "type DeliveryProfile",
        "type DeployDocument",
        "type DeployedFunction",
        "type DeployedRoute",
        "type DeployedTrigger",
        "type Dispatch",
        "type DispatchOptions",
        "type EventFunction",
        "type EventMessage",
        "type EventTrait",
        "type Exchanges",
        "type Expectation",
        "type Fact",
        "type FactName",
        "type Facts",
        "type Found",
        "type FunctionFacts",
        "type Host",
        "type HttpTrait",
        "type Incoming",
        "type InstanceProfile",
        "type Inverse",
        "type Invocation",
        "type InvocationParts",
        "type Kind",
        "type Lack",
        "type Limits",
        "type Log",
        "type LogLevel",
        "type LogRecord",
        "type NodeReply",
        "type NodeRequest",
        "type NodeResponse",
        "type OptionKind",
        "type OptionsFrom",
        "type Outcome",
        "type Platform",
        "type ProblemMembers",
        "type Profile",
        "type ReadOptions",
        "type RequestParts",
        "type RouteRow",
        "type Routes",
        "type Settled",
        "type Settlement",
        "type Shape",
        "type Sink",
        "type SourceFacts",
        "type Target",
        "type TargetConfig",
        "type TaskFunction",
        "type TerraformResource",
        "type Trait",
        "type TraitOf",
        "type Traits",
        "type Trigger",
        "type Unit",
        "type UnmoorError",
        "type UrlParts",
        "type Verifier",
        "type Wanted",
        "validate",
      ]
    `);
  });

  test("unmoor/testing", () => {
    expect(names("unmoor/testing")).toMatchInlineSnapshot(`
      [
        "always",
        "chaos",
        "eventually",
        "explore",
        "fault",
        "fresh",
        "parity",
        "simulate",
        "sometimes",
        "type Attempt",
        "type Chaos",
        "type Cloud",
        "type DeadLetter",
        "type Disparity",
        "type ExploreOptions",
        "type Explored",
        "type Fault",
        "type FaultKind",
        "type Load",
        "type Names",
        "type Parity",
        "type ParityRun",
        "type SendOptions",
        "type Sendable",
        "type SimulateOptions",
        "type Site",
        "type Trace",
        "type TraceRow",
      ]
    `);
  });

  test("unmoor/conformance", () => {
    expect(names("unmoor/conformance")).toMatchInlineSnapshot(`
      [
        "conformance",
        "describeAdapter",
        "resultsFile",
        "resultsSchema",
        "scenarioApps",
        "supportTable",
        "type Built",
        "type Conformance",
        "type ConformanceOptions",
        "type ConformanceTest",
        "type DescribeOptions",
        "type EventTrigger",
        "type Lack",
        "type Result",
        "type Runner",
        "type RunnerOptions",
        "type Running",
        "type RuntimeUnderTest",
      ]
    `);
  });

  test("unmoor/testing/vitest", () => {
    expect(names("unmoor/testing/vitest")).toMatchInlineSnapshot(`
      [
        "matchers",
        "type ChannelOf",
        "type DeadLetteredOptions",
        "type DeliveredOptions",
        "type Given",
        "type IdempotentOptions",
        "type WorldOf",
      ]
    `);
  });

  test("unmoor/aws", () => {
    expect(names("unmoor/aws")).toMatchInlineSnapshot(`
      [
        "alb",
        "albSingle",
        "buffered",
        "createRoutes",
        "eventBridge",
        "eventDispatch",
        "functionUrl",
        "functionUrlStream",
        "httpApi",
        "httpDispatch",
        "invoke",
        "kafka",
        "kinesis",
        "rest",
        "restStream",
        "s3",
        "s3EventBridge",
        "s3Sqs",
        "scheduleRule",
        "scheduler",
        "sns",
        "snsSqs",
        "sqs",
        "streaming",
        "taskDispatch",
        "toLambda",
        "type BatchOptions",
        "type EventOptions",
        "type Handler",
        "type HttpOptions",
        "type LambdaContext",
        "type LambdaNative",
        "type LambdaOptions",
        "type ResponseStream",
        "type SqsOptions",
        "type StreamingHandler",
      ]
    `);
  });

  test("unmoor/gcp", () => {
    expect(names("unmoor/gcp")).toMatchInlineSnapshot(`
      [
        "cloudStorage",
        "cloudTasks",
        "createRoutes",
        "eventDispatch",
        "eventarc",
        "httpDispatch",
        "idToken",
        "listener",
        "nodeHttp",
        "pubsub",
        "receiver",
        "scheduler",
        "serve",
        "task",
        "taskDispatch",
        "taskReceiver",
        "toCloudFunction",
        "toService",
        "type CloudStorageOptions",
        "type CloudTasksOptions",
        "type EventOptions",
        "type EventarcOptions",
        "type GcpNative",
        "type GcpOptions",
        "type HttpOptions",
        "type IdTokenOptions",
        "type ListenerOptions",
        "type NodeListener",
        "type NodeProcess",
        "type NodeServer",
        "type PubsubOptions",
        "type Push",
        "type Refusal",
        "type Sender",
      ]
    `);
  });

  test("unmoor/azure", () => {
    expect(names("unmoor/azure")).toMatchInlineSnapshot(`
      [
        "blob",
        "called",
        "delivered",
        "eventDispatch",
        "eventGrid",
        "eventHubs",
        "httpDispatch",
        "httpStream",
        "httpTask",
        "kafka",
        "register",
        "serviceBus",
        "serviceBusTopic",
        "storageQueue",
        "streamed",
        "taskDispatch",
        "timer",
        "toAzure",
        "type AuthLevel",
        "type AzureOptions",
        "type BlobOptions",
        "type Connection",
        "type EventGridOptions",
        "type EventHandler",
        "type EventOptions",
        "type EventRegistration",
        "type EventWire",
        "type HttpHandler",
        "type HttpOptions",
        "type HttpWire",
        "type Registration",
        "type TaskWire",
      ]
    `);
  });

  test("unmoor/vercel", () => {
    expect(names("unmoor/vercel")).toMatchInlineSnapshot(`
      [
        "cloudEventsCodec",
        "cronCodec",
        "eventDispatch",
        "fetchCodec",
        "httpDispatch",
        "push",
        "queueCodec",
        "refuseTask",
        "scheduleCodec",
        "taskCodec",
        "taskDispatch",
        "toVercel",
        "type CloudEventsOptions",
        "type CronOptions",
        "type PushOptions",
        "type Pushed",
        "type QueueOptions",
        "type RequestContext",
        "type ScheduleOptions",
        "type TaskCodecOptions",
        "type VercelFunction",
        "type VercelOptions",
        "type WebOptions",
        "web",
      ]
    `);
  });

  test("unmoor/node", () => {
    expect(names("unmoor/node")).toMatchInlineSnapshot(`
      [
        "bucketEvents",
        "cloudEvents",
        "createRoutes",
        "cron",
        "eventDispatch",
        "gate",
        "httpDispatch",
        "listener",
        "nodeHttp",
        "orderedEvents",
        "problemOf",
        "receiver",
        "runner",
        "schedules",
        "serve",
        "task",
        "taskDispatch",
        "toNode",
        "type CarrierOptions",
        "type CloudEventsOptions",
        "type CronOptions",
        "type CronRun",
        "type HttpOptions",
        "type Job",
        "type Listeners",
        "type NodeApp",
        "type NodeListener",
        "type NodeNative",
        "type NodeOptions",
        "type NodeProcess",
        "type NodeServer",
        "type Push",
        "type ReceiverOptions",
        "type Runner",
        "type Schedules",
        "type Served",
        "type TaskOptions",
      ]
    `);
  });

  test("unmoor/fetch", () => {
    expect(names("unmoor/fetch")).toMatchInlineSnapshot(`
      [
        "Headers",
        "Incoming",
        "Request",
        "Response",
        "fetch",
      ]
    `);
  });

  test("unmoor/adapters", () => {
    expect(names("unmoor/adapters")).toMatchInlineSnapshot(`
      [
        "adapters",
        "type ProviderOptions",
      ]
    `);
  });
});
