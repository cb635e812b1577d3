import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { FunctionFacts } from "../../../src/adapter/index.ts";
import type { Difference } from "../../../src/build/verify/compare.ts";
import { deployable, json } from "./example.ts";

// Templates that people wrote by hand, in other words than ours: right is right, and one mistake is one finding.

const event = { streaming: false, deadLetter: true } as const;
const http = (name: string, methods: readonly string[], path: string): FunctionFacts => ({
  name,
  trigger: "http",
  methods,
  path,
  streaming: false,
});
const fulfil: FunctionFacts = {
  ...event,
  name: "fulfil",
  trigger: "queue",
  source: { kind: "queue", name: "orders" },
  attempts: 4,
  timeoutMs: 20_000,
  memoryMb: 512,
};
const audit: FunctionFacts = { ...event, name: "audit", trigger: "topic", source: { kind: "topic", name: "shipped" } };
const weekly: FunctionFacts = {
  ...event,
  name: "weekly",
  trigger: "schedule",
  source: { kind: "schedule", cron: "30 6 * * 1-5", timeZone: "UTC" },
};
const shop = [http("find", ["GET"], "/orders/:id"), http("order", ["POST"], "/orders")];
const app = [...shop, fulfil, audit, weekly];

const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");
const codesOf = (findings: readonly Difference[]): string[] => findings.map((each) => `${each.code} ${each.function}`);

describe("AWS", async () => {
  const aws = await deployable("aws", app);
  const codes = (files: Record<string, string>, from = aws): string[] => codesOf(from.verify(files));
  const terraform = (change: Parameters<typeof json>[0] = () => {}): Record<string, string> => ({
    "main.tf.json": json(change)(fixture("aws.tf.json")),
  });

  test("SAM with tags, globals, parameters and CloudFormation's own resources", () => {
    expect(aws.verify({ "stack.yaml": fixture("sam.yaml") })).toEqual([]);
  });

  test.each([
    ["Default: 4", "Default: 5", "ATTEMPTS_DIFFER fulfil"],
    ["Timeout: 25", "Timeout: 31", "VISIBILITY_SHORT fulfil"],
    ["MON-FRI", "MON-SAT", "SCHEDULE_DIFFERS weekly"],
    ["Method: POST", "Method: PUT", "ROUTE_MISSING order"],
    ["DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Dead.Arn }", "Description: none", "DEAD_LETTER_MISSING audit"],
    ["/aws/fulfil/", "/aws/other/", "FUNCTION_MISSING fulfil"],
  ])("SAM with %s for %s", (from, to, found) => {
    expect(codes({ "stack.yaml": fixture("sam.yaml").replace(from, to) })).toEqual([found]);
  });

  test("Terraform", () => {
    expect(aws.verify(terraform())).toEqual([]);
  });

  test("Terraform with a short timeout, too little memory, and another count in an expression", () => {
    const found = codes(
      terraform(({ resource }) => {
        resource.aws_lambda_function.fulfil.timeout = 10;
        resource.aws_lambda_function.fulfil.memory_size = 128;
        resource.aws_sqs_queue.orders.redrive_policy = resource.aws_sqs_queue.orders.redrive_policy.replace("4", "9");
      }),
    );
    expect(found).toEqual(["TIMEOUT_SHORT fulfil", "MEMORY_SMALL fulfil", "ATTEMPTS_DIFFER fulfil"]);
  });

  test("a plan, whose references stand in its configuration", async () => {
    const one = await deployable("aws", [fulfil]);
    const plan = fixture("aws.plan.json");
    expect(one.verify({ "plan.json": plan })).toEqual([]);
    const unreported = json((all) => {
      delete all.planned_values.root_module.resources[2].values.function_response_types;
    });
    expect(codes({ "plan.json": unreported(plan) }, one)).toEqual(["PARTIAL_MISSING fulfil"]);
  });

  test("a queue that exists already is not judged", async () => {
    const one = await deployable("aws", [fulfil], { resources: { orders: "arn:aws:sqs:eu-central-1:1:orders" } });
    expect(one.verify(one.files)).toEqual([]);
  });

  test("a Function URL that anybody may call where the app asks for IAM", async () => {
    const open = await deployable("aws", shop, { http: "function-url" });
    const closed = await deployable("aws", shop, { http: "function-url", auth: "iam" });
    expect(closed.verify(closed.files)).toEqual([]);
    expect(codes({ "template.yaml": open.files["template.yaml"] as string }, closed)).toEqual([
      "ACCESS_DIFFERS find, order",
    ]);
  });

  test.each(["http-api", "function-url", "rest", "alb", "alb-single"])("what is emitted for %s", async (shape) => {
    const one = await deployable("aws", shop, { http: shape });
    expect(one.verify(one.files)).toEqual([]);
  });

  test.each([
    { topic: "sns-sqs" },
    { schedule: "schedule-rule" },
    { bucket: "s3" },
    { bucket: "s3-sqs" },
    { stream: "kafka", resources: { clicks: "b1:9092" } },
    { partial: false },
  ])("what is emitted with %o", async (options) => {
    const bucket: FunctionFacts = {
      ...event,
      name: "thumbs",
      trigger: "bucket",
      source: { kind: "bucket", name: "uploads", when: "deleted" },
    };
    const clicks: FunctionFacts = {
      ...event,
      name: "clicks",
      trigger: "stream",
      source: { kind: "stream", name: "clicks", from: "earliest" },
      batch: 50,
    };
    const ordered: FunctionFacts = {
      ...event,
      name: "ordered",
      trigger: "queue",
      source: { kind: "queue", name: "lanes", fifo: true },
    };
    const one = await deployable("aws", [...app, bucket, clicks, ordered], options);
    expect(one.verify(one.files)).toEqual([]);
  });
});

describe("Google Cloud", async () => {
  const gcp = await deployable("gcp", app);
  const module = (change: Parameters<typeof json>[0] = () => {}): Record<string, string> => ({
    "gcp.tf.json": json(change)(fixture("gcp.tf.json")),
  });

  test("Terraform that makes the services, too", () => {
    expect(gcp.verify(module())).toEqual([]);
  });

  test.each<readonly [string, Parameters<typeof json>[0], string]>([
    [
      "a timeout below the code's",
      ({ resource }) => {
        resource.google_cloud_run_v2_service.fulfil.template.timeout = "10s";
      },
      "TIMEOUT_SHORT fulfil",
    ],
    [
      "too little memory",
      ({ resource }) => {
        resource.google_cloud_run_v2_service.fulfil.template.containers[0].resources.limits.memory = "256Mi";
      },
      "MEMORY_SMALL fulfil",
    ],
    [
      "a service that is not made",
      ({ resource }) => delete resource.google_cloudfunctions2_function.weekly,
      "FUNCTION_MISSING weekly",
    ],
    [
      "another entry point",
      ({ resource }) => {
        resource.google_cloudfunctions2_function.weekly.build_config.entry_point = "main";
      },
      "HANDLER_DIFFERS weekly",
    ],
  ])("Terraform with %s", (_, change, found) => {
    expect(codesOf(gcp.verify(module(change)))).toEqual([found]);
  });

  test.each([
    { queue: "cloud-tasks" },
    { topic: "eventarc" },
    { http: "service" },
    { verify: false },
    { resources: { orders: "there" } },
  ])("what is emitted with %o", async (options) => {
    const one = await deployable(
      "gcp",
      app.map((fn) => (fn === fulfil ? { ...fn, attempts: 5 } : fn)),
      options,
    );
    expect(one.verify(one.files)).toEqual([]);
  });
});

describe("Azure", async () => {
  const azure = await deployable("azure", app);
  const binding = (name: string, ...bindings: object[]): Record<string, string> => ({
    [`${name}/function.json`]: JSON.stringify({ bindings, scriptFile: "../dist/index.mjs" }),
  });
  const bound = {
    "host.json": JSON.stringify({ version: "2.0", extensions: { http: { routePrefix: "" } } }),
    ...binding(
      "http",
      { type: "httpTrigger", direction: "in", name: "request", authLevel: "anonymous", route: "orders/{id?}" },
      { type: "http", direction: "out", name: "$return" },
    ),
    ...binding("fulfil", { type: "serviceBusTrigger", name: "message", queueName: "orders", connection: "ServiceBus" }),
    ...binding("audit", {
      type: "serviceBusTrigger",
      name: "message",
      topicName: "%SHIPPED%",
      subscriptionName: "audit",
      connection: "ServiceBus",
    }),
    "weekly/function.json": JSON.stringify({
      bindings: [{ type: "timerTrigger", name: "timer", schedule: "0 30 6 * * MON-FRI" }],
      retry: { strategy: "fixedDelay", maxRetryCount: -1, delayInterval: "00:00:10" },
    }),
  };

  test("function.json beside a host.json that leaves defaults out", () => {
    expect(azure.verify(bound)).toEqual([]);
  });

  const changed = (file: keyof typeof bound | string, change: Parameters<typeof json>[0]): string[] =>
    codesOf(azure.verify({ ...bound, [file]: json(change)((bound as Record<string, string>)[file] as string) }));

  test.each<readonly [string, string, Parameters<typeof json>[0], string]>([
    [
      "another hour",
      "weekly/function.json",
      ({ bindings }) => {
        bindings[0].schedule = "0 30 7 * * 1-5";
      },
      "SCHEDULE_DIFFERS weekly",
    ],
    ["a timer that gives up", "weekly/function.json", (data) => delete data.retry, "ATTEMPTS_DIFFER weekly"],
    [
      "a route that is not exposed",
      "http/function.json",
      ({ bindings }) => {
        bindings[0].methods = ["get"];
      },
      "ROUTE_MISSING order",
    ],
    [
      "a key that callers do not have",
      "http/function.json",
      ({ bindings }) => {
        bindings[0].authLevel = "function";
      },
      "ACCESS_DIFFERS find, order",
    ],
    [
      "another queue",
      "fulfil/function.json",
      ({ bindings }) => {
        bindings[0].queueName = "order";
      },
      "FILTER_DIFFERS fulfil",
    ],
    [
      "another kind of queue",
      "fulfil/function.json",
      ({ bindings }) => {
        bindings[0].type = "queueTrigger";
      },
      "TRIGGER_DIFFERS fulfil",
    ],
    [
      "a function that is turned off",
      "fulfil/function.json",
      (data) => {
        data.disabled = true;
      },
      "SOURCE_DISABLED fulfil",
    ],
  ])("function.json with %s", (_, file, change, found) => {
    expect(changed(file, change)).toEqual([found]);
  });

  test("host.json of storage queues: deliveries, waiting and encoding", async () => {
    const long = { ...fulfil, timeoutMs: 400_000 };
    const one = await deployable("azure", [long], { queue: "storage-queue" });
    expect(one.verify(one.files)).toEqual([]);
    const text = JSON.stringify({ version: "2.0", extensions: { queues: { messageEncoding: "none" } } });
    expect(codesOf(one.verify({ "host.json": text }))).toEqual([
      "TIMEOUT_SHORT fulfil",
      "ATTEMPTS_DIFFER fulfil",
      "VISIBILITY_SHORT fulfil",
      "PAYLOAD_DIFFERS fulfil",
    ]);
  });
});

describe("Vercel", async () => {
  const vercel = await deployable("vercel", app);
  const project = {
    $schema: "https://openapi.vercel.sh/vercel.json",
    functions: {
      "api/fulfil.ts": {
        maxDuration: 60,
        memory: 1024,
        experimentalTriggers: [{ type: "queue/v2beta", topic: "orders" }],
      },
      "api/audit.ts": { experimentalTriggers: [{ type: "queue/v2beta", topic: "shipped", maxDeliveries: 50 }] },
    },
    crons: [{ path: "/api/weekly", schedule: "30 6 * * MON-FRI" }],
  };
  const verify = (change: (all: typeof project) => void): string[] => {
    const copy = structuredClone(project);
    change(copy);
    return codesOf(vercel.verify({ "vercel.json": JSON.stringify(copy) }));
  };

  test("a vercel.json with functions in api", () => {
    expect(vercel.verify({ "vercel.json": JSON.stringify(project) })).toEqual([]);
  });

  test.each<readonly [string, (all: typeof project) => void, string]>([
    [
      "another hour",
      ({ crons }) => {
        crons[0]!.schedule = "30 7 * * 1-5";
      },
      "SCHEDULE_DIFFERS weekly",
    ],
    [
      "no cron job",
      (all) => {
        all.crons = [];
      },
      "TRIGGER_MISSING weekly",
    ],
    [
      "a duration below the code's",
      ({ functions }) => {
        functions["api/fulfil.ts"].maxDuration = 10;
      },
      "TIMEOUT_SHORT fulfil",
    ],
    [
      "messages that are dropped early",
      ({ functions }) => {
        functions["api/audit.ts"].experimentalTriggers[0]!.maxDeliveries = 2;
      },
      "ATTEMPTS_DIFFER audit",
    ],
  ])("vercel.json with %s", (_, change, found) => {
    expect(verify(change)).toEqual([found]);
  });

  test("Schedules (beta), as an array and as an object", async () => {
    const berlin = { ...weekly, source: { ...weekly.source!, timeZone: "Europe/Berlin" } };
    const one = await deployable("vercel", [...shop, berlin], { schedules: true });
    expect(one.verify(one.files)).toEqual([]);
    const schedules = { weekly: { schedule: "30 6 * * 1-5", timezone: "Europe/Paris", path: "/api/weekly" } };
    expect(codesOf(one.verify({ "vercel.json": JSON.stringify({ schedules, functions: {} }) }))).toEqual([
      "TIME_ZONE_DIFFERS weekly",
    ]);
  });

  test("filesystem routing reaches functions by their own path", () => {
    const files = { ...vercel.files };
    const config = ".vercel/output/config.json";
    const text = json((all) => {
      all.routes = [{ handle: "filesystem" }, { src: "/(.*)", dest: "/http" }];
    })(files[config] as string);
    expect(vercel.verify({ ...files, [config]: text })).toEqual([]);
  });
});
