import type { FunctionFacts, SourceFacts, TargetConfig, Trigger, Unit } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { template } from "../../../adapters/aws/emit.ts";
import { adapter } from "../../../adapters/aws/index.ts";
import { functionFaults } from "./sam.ts";
import { faultsOf } from "./specification.ts";

const SOURCES: Record<string, SourceFacts> = {
  sqs: { kind: "queue", name: "orders" },
  sns: { kind: "topic", name: "audit" },
  "sns-sqs": { kind: "topic", name: "audit" },
  eventbridge: { kind: "cloudEvent", match: { type: "com.stripe.paid" } },
  scheduler: { kind: "schedule", cron: "0 2 * * 1-5", timeZone: "Europe/Berlin" },
  "schedule-rule": { kind: "schedule", cron: "0 2 * * *", timeZone: "UTC" },
  "s3-eventbridge": { kind: "bucket", name: "uploads" },
  s3: { kind: "bucket", name: "uploads" },
  "s3-sqs": { kind: "bucket", name: "uploads" },
  kinesis: { kind: "stream", name: "clicks" },
  kafka: { kind: "stream", name: "clicks" },
};
const MSK = "arn:aws:kafka:eu-west-1:123456789012:cluster/c/1";

/** A unit of one function. */
function unit(shape: string, over: Partial<FunctionFacts> & { timeoutMs?: number } = {}): Unit {
  const { name = "fulfil", timeoutMs } = over;
  const source = SOURCES[shape];
  const trigger: Trigger = source?.kind ?? (shape === "invoke" ? "task" : "http");
  const fn = { name, trigger, streaming: false, ...(source && { source }), ...over };
  return { name, trigger, shape, functions: [fn], module: `unmoor:functions/${name}`, ...(timeoutMs && { timeoutMs }) };
}
const configOf = (shape: string): TargetConfig => ({
  name: "app",
  ...(shape === "kafka" && { resources: { clicks: MSK } }),
});

interface Resource {
  readonly Type: string;
  readonly DependsOn?: string;
  readonly Properties?: Readonly<Record<string, never>>;
}
type Made = {
  readonly Resources: Record<string, Resource>;
  readonly Parameters?: Record<string, { Default?: string; Type: string }>;
};
const made = (units: readonly Unit[], config: TargetConfig): Made => template(units, config) as never;
const one = (shape: string, over: Parameters<typeof unit>[1] = {}, config: Partial<TargetConfig> = {}): Made =>
  made([unit(shape, over)], { ...configOf(shape), ...config });
const properties = (of: Made, id: string): Record<string, never> => of.Resources[id]!.Properties!;
const eventOf = (of: Made, id = "FulfilFunction"): { Type: string; Properties: Record<string, unknown> } =>
  Object.values(properties(of, id).Events!)[0] as never;

/** All names that a template refers to. */
const references = (value: unknown): string[] => {
  if (typeof value !== "object" || value === null) return [];
  if ("Ref" in value) return [String(value.Ref)];
  if ("Fn::GetAtt" in value) return [String((value["Fn::GetAtt"] as string[])[0])];
  if ("Fn::Sub" in value) return [...String(value["Fn::Sub"]).matchAll(/\$\{([\w:]+)/g)].map(([, name]) => name!);
  return Object.values(value).flatMap(references);
};

/** What is wrong with a template: by CloudFormation's specification, by SAM's subset, by its own names. */
function faults(of: Made): string[] {
  const known = new Set([...Object.keys(of.Resources), ...Object.keys(of.Parameters ?? {})]);
  return [
    ...Object.entries(of.Resources).flatMap(([id, { Type, Properties, DependsOn }]) => [
      ...(Type === "AWS::Serverless::Function"
        ? functionFaults(Properties!)
        : Type.startsWith("AWS::Serverless")
          ? []
          : faultsOf(Type, Properties)
      ).map((fault) => `${id}: ${fault}`),
      ...(DependsOn && !known.has(DependsOn) ? [`${id} depends on ${DependsOn}`] : []),
    ]),
    // SAM makes a resource of a Function URL.
    ...references(of)
      .filter((name) => !known.has(name) && !name.startsWith("AWS::") && !name.endsWith("FunctionUrl"))
      .map((name) => `${name} is not there`),
    ...Object.keys(of.Resources).filter((id) => !/^[A-Za-z\d]{1,255}$/.test(id)),
  ];
}

describe("every shape's template is right by CloudFormation's specification and SAM's", () => {
  const shapes = Object.keys(adapter.shapes);
  test.each(shapes)("%s", (shape) => {
    expect(faults(one(shape))).toEqual([]);
  });
  test.each(shapes.filter((shape) => SOURCES[shape]))("%s with every fact set", (shape) => {
    const over = { batch: 50, windowMs: 1500, attempts: 2, deadLetter: true, timeoutMs: 60_000 };
    expect(faults(one(shape, over, { partial: false, eventBus: "partners" }))).toEqual([]);
  });
  test("the validator finds what is unknown, missing and wrong", () => {
    expect(faultsOf("AWS::SQS::Queue", { VisibilityTimout: 1, DelaySeconds: "1", RedrivePolicy: 7 })).toHaveLength(3);
    expect(faultsOf("AWS::SQS::QueuePolicy", { Queues: "q" })).toHaveLength(2);
    expect(
      faultsOf("AWS::Lambda::EventSourceMapping", { FunctionName: "f", ProvisionedPollerConfig: { Minimum: 1 } }),
    ).toHaveLength(1);
    expect(
      functionFaults({
        CodeUri: "a/",
        Handler: "h",
        Runtime: "nodejs24.x",
        Events: { A: { Type: "SQS", Properties: { Que: 1 } } },
      }),
    ).toEqual(["Events"]);
  });
});

describe("the entry knows what the template says", () => {
  test.each([
    ["sqs", 'sqs({"partial":true,"attempts":5})', {}, {}],
    ["sqs", 'sqs({"deadLetter":true,"attempts":3})', { deadLetter: true, attempts: 3 }, { partial: false }],
    // Of a queue that exists already nobody here knows how often it delivers.
    ["sqs", 'sqs({"partial":true})', {}, { resources: { orders: "arn:aws:sqs:eu-west-1:1:orders" } }],
    ["sns", "sns()", {}, {}],
    ["sns-sqs", 'snsSqs({"partial":true,"attempts":5})', {}, {}],
    ["eventbridge", 'eventBridge({"deadLetter":true})', { deadLetter: true }, {}],
    ["kinesis", 'kinesis({"partial":true})', {}, {}],
    ["kafka", 'kafka({"partial":true})', {}, {}],
  ])("%s: %s", (shape, codec, over, config) => {
    expect(adapter.entry(unit(shape, over), { ...configOf(shape), ...config })).toBe(
      `import { buffered, ${codec.split("(")[0]}, eventDispatch } from "unmoor/aws";
import { fulfil as fn } from "unmoor:functions/fulfil";

export const handler = buffered(${codec}, eventDispatch("fulfil", fn, { provider: "aws" }));
`,
    );
  });
  test("a task", () => {
    expect(adapter.entry(unit("invoke", { name: "resize" }), { name: "app" })).toContain(
      'export const handler = buffered(invoke(), taskDispatch("resize", fn, { provider: "aws" }));',
    );
  });
  test("every entry's names are exports of the runtime", async () => {
    const runtime = await import("../../../adapters/aws/runtime.ts");
    for (const shape of [...Object.keys(SOURCES), "invoke"]) {
      const [, names = ""] =
        /import \{ ([^}]*) \} from "unmoor\/aws"/.exec(adapter.entry(unit(shape), configOf(shape))) ?? [];
      for (const name of names.split(", ")) expect(runtime).toHaveProperty(name);
    }
  });
  test("batchItemFailures and FunctionResponseTypes come and go together", () => {
    for (const shape of ["sqs", "sns-sqs", "s3-sqs", "kinesis", "kafka"])
      for (const partial of [true, false]) {
        expect(JSON.stringify(one(shape, {}, { partial })).includes("ReportBatchItemFailures")).toBe(partial);
        expect(adapter.entry(unit(shape), { ...configOf(shape), partial }).includes('"partial":true')).toBe(partial);
      }
  });
});

describe("queues", () => {
  test("visibility is six times the timeout and the window; redrive after the attempts, into a queue of two weeks", () => {
    const of = one("sqs", { timeoutMs: 60_000, windowMs: 5000, attempts: 7 });
    expect(properties(of, "OrdersQueue")).toEqual({
      VisibilityTimeout: 365,
      RedrivePolicy: {
        deadLetterTargetArn: { "Fn::GetAtt": ["FulfilFunctionDeadLetters", "Arn"] },
        maxReceiveCount: 7,
      },
    });
    expect(properties(of, "FulfilFunctionDeadLetters")).toEqual({ MessageRetentionPeriod: 1_209_600 });
    expect(eventOf(of)).toMatchObject({
      Type: "SQS",
      Properties: { BatchSize: 10, MaximumBatchingWindowInSeconds: 5 },
    });
  });
  test("five deliveries by default, which is what AWS advises", () => {
    expect(properties(one("sqs"), "OrdersQueue").RedrivePolicy).toMatchObject({ maxReceiveCount: 5 });
  });
  test("FIFO: both queues, ten at most, no window", () => {
    const of = one("sqs", { source: { kind: "queue", name: "orders", fifo: true }, batch: 50, windowMs: 5000 });
    expect(properties(of, "OrdersQueue")).toMatchObject({ FifoQueue: true });
    expect(properties(of, "FulfilFunctionDeadLetters")).toMatchObject({ FifoQueue: true });
    expect(eventOf(of).Properties).toMatchObject({ BatchSize: 10 });
    expect(eventOf(of).Properties).not.toHaveProperty("MaximumBatchingWindowInSeconds");
  });
  test("more than ten need a second to collect; more than Lambda takes is what it takes", () => {
    expect(eventOf(one("sqs", { batch: 50 })).Properties).toMatchObject({
      BatchSize: 50,
      MaximumBatchingWindowInSeconds: 1,
    });
    expect(eventOf(one("sqs", { batch: 99_999, windowMs: 999_999 })).Properties).toMatchObject({
      BatchSize: 10_000,
      MaximumBatchingWindowInSeconds: 300,
    });
  });
  test("one that exists is a parameter, and nothing is made beside it", () => {
    const of = one("sqs", {}, { resources: { orders: "arn:aws:sqs:eu-west-1:1:orders" } });
    expect(of.Parameters?.OrdersQueue).toMatchObject({ Default: "arn:aws:sqs:eu-west-1:1:orders" });
    expect(Object.keys(of.Resources)).toEqual(["FulfilFunction"]);
    expect(eventOf(of).Properties.Queue).toEqual({ Ref: "OrdersQueue" });
    expect(faults(of)).toEqual([]);
  });
  test("two functions cannot share one", () => {
    expect(() => made([unit("sqs"), unit("sqs", { name: "other" })], { name: "app" })).toThrow(
      expect.objectContaining({ code: "UNIT_CLASH" }),
    );
  });
});

describe("what Lambda invokes asynchronously", () => {
  test.each(["sns", "eventbridge", "scheduler", "schedule-rule", "s3-eventbridge", "s3", "invoke"])(
    "%s: two retries by default, and the exhausted into a queue",
    (shape) => {
      expect(properties(one(shape), "FulfilFunction").EventInvokeConfig).toEqual({
        MaximumRetryAttempts: 2,
        MaximumEventAgeInSeconds: 21_600,
        DestinationConfig: {
          OnFailure: { Type: "SQS", Destination: { "Fn::GetAtt": ["FulfilFunctionDeadLetters", "Arn"] } },
        },
      });
      expect(properties(one(shape, { attempts: 1 }), "FulfilFunction").EventInvokeConfig).toMatchObject({
        MaximumRetryAttempts: 0,
      });
      expect(() => one(shape, { attempts: 4 })).toThrow(expect.objectContaining({ code: "INVALID_LIMIT" }));
    },
  );
  test("what EventBridge cannot deliver goes there, too, and it may write there", () => {
    for (const shape of ["eventbridge", "schedule-rule", "s3-eventbridge"]) {
      const of = one(shape);
      expect(eventOf(of).Properties.DeadLetterConfig).toEqual({
        Arn: { "Fn::GetAtt": ["FulfilFunctionDeadLetters", "Arn"] },
      });
      expect(JSON.stringify(of.Resources.FulfilFunctionDeadLettersPolicy)).toContain("events.amazonaws.com");
    }
  });
});

describe("topics", () => {
  test("two functions share one", () => {
    const of = made([unit("sns"), unit("sns", { name: "other" })], { name: "app" });
    expect(Object.values(of.Resources).filter(({ Type }) => Type === "AWS::SNS::Topic")).toHaveLength(1);
    expect(faults(of)).toEqual([]);
  });
  test("a FIFO topic needs a queue of the function's own", () => {
    const source = { kind: "topic", name: "audit", fifo: true } as const;
    expect(() => one("sns", { source })).toThrow(expect.objectContaining({ code: "MISSING_TRAIT" }));
    const of = one("sns-sqs", { source });
    expect(properties(of, "AuditTopic")).toMatchObject({ FifoTopic: true });
    expect(properties(of, "FulfilFunctionQueue")).toMatchObject({ FifoQueue: true });
    expect(faults(of)).toEqual([]);
  });
});

describe("schedules", () => {
  test("Scheduler: zone, AWS's weekdays, and its context attributes in the input, which the codec reads", () => {
    const { Properties } = eventOf(one("scheduler"));
    expect(Properties).toMatchObject({
      ScheduleExpression: "cron(0 2 ? * 2-6 *)",
      ScheduleExpressionTimezone: "Europe/Berlin",
      OmitName: true,
    });
    const filled = String(Properties.Input)
      .replace("<aws.scheduler.schedule-arn>", "arn:aws:scheduler:eu-west-1:1:schedule/default/nightly")
      .replace("<aws.scheduler.scheduled-time>", "2026-11-20T12:30:00Z")
      .replace("<aws.scheduler.attempt-number>", "1")
      .replace("<aws.scheduler.execution-id>", "exec");
    expect(filled).not.toContain("<");
    const codec = adapter.shapes.scheduler!.codec({} as never);
    expect(codec.claims(JSON.parse(filled))).toBe(true);
  });
  test("a rule only knows UTC", () => {
    const source = { kind: "schedule", cron: "0 2 * * *", timeZone: "Europe/Berlin" } as const;
    expect(() => one("schedule-rule", { source })).toThrow(expect.objectContaining({ code: "INVALID_SCHEDULE" }));
  });
});

describe("buckets", () => {
  const deleted = { source: { kind: "bucket", name: "uploads", when: "deleted" } } as const;
  test("when decides which events", () => {
    const types = (of: Made) => (eventOf(of).Properties.Pattern as Record<string, unknown>)["detail-type"];
    expect(types(one("s3-eventbridge"))).toEqual(["Object Created"]);
    expect(types(one("s3-eventbridge", deleted))).toEqual(["Object Deleted"]);
    expect(eventOf(one("s3", deleted)).Properties.Events).toBe("s3:ObjectRemoved:*");
    expect(JSON.stringify(one("s3-sqs", deleted))).toContain("s3:ObjectRemoved:*");
  });
  test("two functions share one by EventBridge", () => {
    const of = made([unit("s3-eventbridge"), unit("s3-eventbridge", { name: "other", ...deleted })], { name: "app" });
    expect(properties(of, "UploadsBucket")).toEqual({
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
    expect(faults(of)).toEqual([]);
  });
  test("one that exists is a parameter; its own notifications cannot be set from here", () => {
    const resources = { uploads: "my-bucket" };
    expect(one("s3-eventbridge", {}, { resources }).Parameters?.UploadsBucket).toMatchObject({ Default: "my-bucket" });
    for (const shape of ["s3", "s3-sqs"])
      expect(() => one(shape, {}, { resources })).toThrow(expect.objectContaining({ code: "INVALID_TARGET_CONFIG" }));
  });
});

describe("streams", () => {
  test("Kinesis: from where, retries, halves, and a bucket for the exhausted, since a queue would get no data", () => {
    expect(eventOf(one("kinesis", { attempts: 4 })).Properties).toMatchObject({
      StartingPosition: "LATEST",
      BatchSize: 100,
      MaximumRetryAttempts: 3,
      BisectBatchOnFunctionError: true,
      DestinationConfig: {
        OnFailure: { Type: "S3", Destination: { "Fn::GetAtt": ["FulfilFunctionDeadLetters", "Arn"] } },
      },
    });
    const source = { kind: "stream", name: "clicks", from: "earliest" } as const;
    expect(eventOf(one("kinesis", { source })).Properties).toMatchObject({ StartingPosition: "TRIM_HORIZON" });
  });
  test("Kafka: a mapping of CloudFormation's own, with pollers of its own, of MSK or self-managed", () => {
    const msk = properties(one("kafka"), "FulfilFunctionMapping");
    expect(msk).toMatchObject({
      Topics: ["clicks"],
      EventSourceArn: { Ref: "ClicksStream" },
      ProvisionedPollerConfig: { MinimumPollers: 1 },
    });
    const secret = "arn:aws:secretsmanager:eu-west-1:1:secret:kafka";
    const of = one(
      "kafka",
      {},
      { resources: { clicks: "b1:9092,b2:9092" }, kafkaAccess: [{ type: "SASL_SCRAM_512_AUTH", uri: secret }] },
    );
    expect(properties(of, "FulfilFunctionMapping")).toMatchObject({
      SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: { Ref: "ClicksStream" } } },
      SourceAccessConfigurations: [{ Type: "SASL_SCRAM_512_AUTH", URI: secret }],
    });
    expect(of.Parameters?.ClicksStream).toMatchObject({ Type: "CommaDelimitedList" });
    expect(JSON.stringify(properties(of, "FulfilFunction").Policies)).toContain(secret);
    expect(faults(of)).toEqual([]);
  });
  test("Kafka: a cluster is never made here", () => {
    expect(() => one("kafka", {}, { resources: {} })).toThrow(
      expect.objectContaining({ code: "INVALID_TARGET_CONFIG" }),
    );
  });
});

describe("EventBridge", () => {
  const pattern = (match: Record<string, string>) =>
    eventOf(one("eventbridge", { source: { kind: "cloudEvent", match } })).Properties.Pattern;
  test("attributes become EventBridge's members", () => {
    expect(pattern({ type: "placed", source: "/shop" })).toEqual({ source: ["/shop"], "detail-type": ["placed"] });
    expect(pattern({ type: "placed", subject: "17" })).toMatchObject({
      $or: [{ resources: ["17"] }, { detail: { subject: ["17"] } }],
    });
    expect(pattern({ partner: "a" })).toEqual({ detail: { partner: ["a"] } });
  });
  test("no attributes are all events, since an empty pattern is refused", () => {
    expect(pattern({})).toEqual({ source: [{ prefix: "" }] });
  });
  test("a bus of one's own is a parameter", () => {
    const of = one("eventbridge", {}, { eventBus: "partners" });
    expect(of.Parameters?.EventBus).toMatchObject({ Default: "partners" });
    expect(eventOf(of).Properties.EventBusName).toEqual({ Ref: "EventBus" });
  });
});

describe("what cannot be deployed is a coded error", () => {
  test.each([
    ["partial", "sqs", { partial: "yes" }],
    ["resources", "sqs", { resources: { orders: 7 } }],
    ["eventBus", "eventbridge", { eventBus: 7 }],
    ["kafkaAccess", "kafka", { kafkaAccess: [{ type: "VPC_SUBNET" }] }],
  ])("%s of the config", (_, shape, config) => {
    expect(() => one(shape, {}, config)).toThrow(expect.objectContaining({ code: "INVALID_TARGET_CONFIG" }));
  });
  test("several event functions in one unit", () => {
    const { functions, ...rest } = unit("sqs");
    const two = { ...rest, functions: [...functions, ...functions] };
    expect(() => adapter.entry(two, { name: "app" })).toThrow(expect.objectContaining({ code: "UNIT_CLASH" }));
    expect(() => template([two], { name: "app" })).toThrow(expect.objectContaining({ code: "UNIT_CLASH" }));
  });
  test("two sources that would share a logical id", () => {
    const source = (name: string) => ({ source: { kind: "topic", name } as const });
    const units = [unit("sns", source("a-b")), unit("sns", { name: "other", ...source("aB") })];
    expect(() => made(units, { name: "app" })).toThrow(expect.objectContaining({ code: "UNIT_CLASH" }));
  });
  test("a queue that gives up at once or never", () => {
    for (const attempts of [0, 1001])
      expect(() => one("sqs", { attempts })).toThrow(expect.objectContaining({ code: "INVALID_LIMIT" }));
  });
});
