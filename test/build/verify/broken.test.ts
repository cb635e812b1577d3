import { beforeAll, describe, expect, test } from "vitest";
import type { FunctionFacts } from "../../../src/adapter/index.ts";
import { type Deployable, deployable, functionsOf, json } from "./example.ts";

const providers = ["aws", "gcp", "azure", "vercel"] as const;
let hello: readonly FunctionFacts[];
let orders: readonly FunctionFacts[];
const apps = {} as Record<(typeof providers)[number], Deployable>;
beforeAll(async () => {
  [hello, orders] = await Promise.all([functionsOf("hello"), functionsOf("orders")]);
  for (const provider of providers) apps[provider] = await deployable(provider, orders);
}, 60_000);

describe.each(providers)("what is emitted for %s", (provider) => {
  test("agrees with orders", () => {
    expect(apps[provider].verify(apps[provider].files)).toEqual([]);
  });

  test("agrees with hello", async () => {
    const app = await deployable(provider, hello);
    expect(app.verify(app.files)).toEqual([]);
  });
});

type Broken = readonly [what: string, file: string, change: (text: string) => string, found: readonly string[]];

const template = (what: string, from: string | RegExp, to: string, ...found: string[]): Broken => [
  what,
  "template.yaml",
  (text) => text.replace(from, to),
  found,
];
/** A resource of a template, without some of its lines. */
const within =
  (id: string, from: RegExp, to = "") =>
  (text: string): string => {
    const start = text.indexOf(`\n  ${id}:`);
    const end = start + text.slice(start + 1).search(/\n {2}\w/) + 1;
    return text.slice(0, start) + text.slice(start, end).replace(from, to) + text.slice(end);
  };

const aws: readonly Broken[] = [
  [
    "a queue's mapping without partial batches",
    "template.yaml",
    within("FulfilFunction", /\n.*FunctionResponseTypes.*/),
    ["error PARTIAL_MISSING fulfil"],
  ],
  [
    "a stream's mapping without partial batches",
    "template.yaml",
    within("TrendingFunction", /\n.*FunctionResponseTypes.*/),
    ["error PARTIAL_MISSING trending"],
  ],
  template(
    "a visibility timeout that is too short",
    "VisibilityTimeout: 174",
    "VisibilityTimeout: 60",
    "error VISIBILITY_SHORT fulfil",
  ),
  [
    "a function that takes longer than its messages stay hidden",
    "template.yaml",
    within("FulfilFunction", /Timeout: 29/, "Timeout: 60"),
    ["error VISIBILITY_SHORT fulfil"],
  ],
  [
    "a queue without a dead letter",
    "template.yaml",
    within("OrdersQueue", /\n {6}RedrivePolicy:[\s\S]*/),
    ["error DEAD_LETTER_MISSING fulfil"],
  ],
  template("another number of deliveries", "maxReceiveCount: 5", "maxReceiveCount: 3", "error ATTEMPTS_DIFFER fulfil"),
  template("another hour", "cron(0 2 * * ? *)", "cron(0 3 * * ? *)", "error SCHEDULE_DIFFERS nightly"),
  template(
    "another time zone",
    "ScheduleExpressionTimezone: UTC",
    "ScheduleExpressionTimezone: Europe/Berlin",
    "error TIME_ZONE_DIFFERS nightly",
  ),
  template("a schedule that does not tell the run", /\n +Input: .*/, "", "error INPUT_DIFFERS nightly"),
  [
    "a schedule without a dead letter of its own",
    "template.yaml",
    within("NightlyFunction", /\n +DeadLetterConfig:\n.*\n.*/),
    ["warning UNDELIVERED_LOST nightly"],
  ],
  [
    "an asynchronous function without a dead letter",
    "template.yaml",
    within("AuditFunction", /\n +DestinationConfig:[\s\S]*/),
    ["error DEAD_LETTER_MISSING audit"],
  ],
  [
    "a function without its event",
    "template.yaml",
    within("MailFunction", /\n {6}Events:[\s\S]*?(?=\n {6}\w)/),
    ["error TRIGGER_MISSING mail"],
  ],
  [
    "a route that is not exposed",
    "template.yaml",
    within(
      "HttpFunction",
      /PayloadFormatVersion/,
      "Path: /shop\n            Method: GET\n            PayloadFormatVersion",
    ),
    ["error ROUTE_MISSING order"],
  ],
  template(
    "the older payload",
    'PayloadFormatVersion: "2.0"',
    'PayloadFormatVersion: "1.0"',
    "error PAYLOAD_DIFFERS order",
  ),
  template("events of deletion", "Object Created", "Object Deleted", "error FILTER_DIFFERS thumbnails"),
  template(
    "a bucket that keeps its events",
    "EventBridgeEnabled: true",
    "EventBridgeEnabled: false",
    "error SOURCE_DISABLED thumbnails",
  ),
  template(
    "another type of event",
    "detail-type: [com.example.payment.succeeded]",
    "detail-type: [com.example.payment.failed]",
    "error FILTER_DIFFERS payment",
  ),
  template(
    "another start of a stream",
    "StartingPosition: LATEST",
    "StartingPosition: TRIM_HORIZON",
    "error START_DIFFERS trending",
  ),
  [
    "another handler",
    "template.yaml",
    within("QuoteFunction", /index\.handler/, "index.main"),
    ["error HANDLER_DIFFERS quote"],
  ],
  [
    "an older runtime",
    "template.yaml",
    within("QuoteFunction", /nodejs24\.x/, "nodejs18.x"),
    ["error RUNTIME_DIFFERS quote"],
  ],
  [
    "a function that is not there",
    "template.yaml",
    within("QuoteFunction", /[\s\S]*/),
    ["error FUNCTION_MISSING quote"],
  ],
];

const terraform = (what: string, change: Parameters<typeof json>[0], ...found: string[]): Broken => [
  what,
  "main.tf.json",
  json(change),
  found,
];
const gcp: readonly Broken[] = [
  terraform(
    "a subscription without a dead letter",
    ({ resource }) => delete resource.google_pubsub_subscription.orders_fulfil.dead_letter_policy,
    "error DEAD_LETTER_MISSING fulfil",
  ),
  terraform(
    "another number of deliveries",
    ({ resource }) => {
      resource.google_pubsub_subscription.orders_fulfil.dead_letter_policy.max_delivery_attempts = 50;
    },
    "error ATTEMPTS_DIFFER fulfil",
  ),
  terraform(
    "messages that come again before the function ends",
    ({ resource }) => delete resource.google_pubsub_subscription.orders_audit.ack_deadline_seconds,
    "error VISIBILITY_SHORT audit",
  ),
  terraform(
    "a stream out of order",
    ({ resource }) => delete resource.google_pubsub_subscription.orders_trending.enable_message_ordering,
    "error ORDER_MISSING trending",
  ),
  terraform(
    "a push without a token",
    ({ resource }) => delete resource.google_pubsub_subscription.orders_mail.push_config.oidc_token,
    "error AUDIENCE_DIFFERS mail",
  ),
  terraform(
    "a token for another audience",
    ({ resource }) => {
      resource.google_cloud_scheduler_job.orders_nightly.http_target.oidc_token.audience = "https://x.run.app";
    },
    "error AUDIENCE_DIFFERS nightly",
  ),
  terraform(
    "messages without their wrapper",
    ({ resource }) => {
      resource.google_pubsub_subscription.orders_mail.push_config.no_wrapper = { write_metadata: true };
    },
    "error PAYLOAD_DIFFERS mail",
  ),
  terraform(
    "another hour",
    ({ resource }) => {
      resource.google_cloud_scheduler_job.orders_nightly.schedule = "0 3 * * *";
    },
    "error SCHEDULE_DIFFERS nightly",
  ),
  terraform(
    "another time zone",
    ({ resource }) => {
      resource.google_cloud_scheduler_job.orders_nightly.time_zone = "Europe/Berlin";
    },
    "error TIME_ZONE_DIFFERS nightly",
  ),
  terraform(
    "a job that is paused",
    ({ resource }) => {
      resource.google_cloud_scheduler_job.orders_nightly.paused = true;
    },
    "error SOURCE_DISABLED nightly",
  ),
  terraform(
    "a job that does not try again",
    ({ resource }) => delete resource.google_cloud_scheduler_job.orders_nightly.retry_config,
    "error ATTEMPTS_DIFFER nightly",
  ),
  terraform(
    "a trigger for deletions",
    ({ resource }) => {
      resource.google_eventarc_trigger.orders_thumbnails.matching_criteria[0].value =
        "google.cloud.storage.object.v1.deleted";
    },
    "error FILTER_DIFFERS thumbnails",
  ),
  terraform(
    "a trigger without a dead letter",
    ({ resource }) => delete resource.terraform_data.orders_payment_dead,
    "warning DEAD_LETTER_MISSING payment",
  ),
  terraform(
    "a subscription that is not there",
    ({ resource }) => delete resource.google_pubsub_subscription.orders_audit,
    "error TRIGGER_MISSING audit",
  ),
  terraform(
    "a service that everybody may call",
    ({ resource }) => {
      resource.google_cloud_run_v2_service_iam_member.orders_audit.member = "allUsers";
    },
    "error ACCESS_DIFFERS audit",
  ),
  [
    "another start",
    "quote/package.json",
    json(({ scripts }) => {
      scripts.start = "functions-framework --target=main";
    }),
    ["error HANDLER_DIFFERS quote"],
  ],
];

const host = (what: string, change: Parameters<typeof json>[0], ...found: string[]): Broken => [
  what,
  "host.json",
  json(change),
  found,
];
const azure: readonly Broken[] = [
  host(
    "the prefix of old",
    ({ extensions }) => delete extensions.http,
    "error PREFIX_DIFFERS order",
    "error PREFIX_DIFFERS quote",
  ),
  host(
    "messages that nobody settles",
    ({ extensions }) => {
      extensions.serviceBus.autoCompleteMessages = false;
    },
    "error SETTLING_DIFFERS audit",
    "error SETTLING_DIFFERS fulfil",
    "error SETTLING_DIFFERS mail",
  ),
  host(
    "locks that end early",
    ({ extensions }) => {
      extensions.serviceBus.maxAutoLockRenewalDuration = "00:01:00";
    },
    "error RENEWAL_SHORT audit",
    "error RENEWAL_SHORT fulfil",
    "error RENEWAL_SHORT mail",
  ),
  host(
    "another start of a stream",
    ({ extensions }) => {
      extensions.eventHubs.initialOffsetOptions.type = "fromStart";
    },
    "error START_DIFFERS trending",
  ),
  host(
    "a start that nobody wrote",
    ({ extensions }) => delete extensions.eventHubs.initialOffsetOptions,
    "error START_DIFFERS trending",
  ),
  host(
    "smaller batches",
    ({ extensions }) => {
      extensions.eventHubs.maxEventBatchSize = 10;
    },
    "warning BATCH_SMALL trending",
  ),
];

const config = (what: string, change: Parameters<typeof json>[0], ...found: string[]): Broken => [
  what,
  ".vercel/output/config.json",
  json(change),
  found,
];
const vc = (what: string, unit: string, change: Parameters<typeof json>[0], ...found: string[]): Broken => [
  what,
  `.vercel/output/functions/${unit}.func/.vc-config.json`,
  json(change),
  found,
];
const vercel: readonly Broken[] = [
  config(
    "another hour",
    ({ crons }) => {
      crons[0].schedule = "0 3 * * *";
    },
    "error SCHEDULE_DIFFERS nightly",
  ),
  config("no cron job", (data) => delete data.crons, "error TRIGGER_MISSING nightly"),
  config(
    "a route that is not exposed",
    (data) => {
      data.routes.at(-1).src = "^/shop$";
    },
    "error ROUTE_MISSING order",
  ),
  config(
    "a task that nobody can call",
    (data) => {
      data.routes = data.routes.filter(({ dest }: { dest: string }) => dest !== "/quote");
    },
    "error TRIGGER_MISSING quote",
  ),
  config(
    "a receiver for another method",
    (data) => {
      data.routes.find(({ dest }: { dest: string }) => dest === "/payment").methods = ["GET"];
    },
    "error ROUTE_MISSING payment",
  ),
  vc(
    "another topic",
    "fulfil",
    ({ experimentalTriggers }) => {
      experimentalTriggers[0].topic = "order";
    },
    "error FILTER_DIFFERS fulfil",
  ),
  vc(
    "messages that are dropped early",
    "fulfil",
    ({ experimentalTriggers }) => {
      experimentalTriggers[0].maxDeliveries = 3;
    },
    "error ATTEMPTS_DIFFER fulfil",
  ),
  vc(
    "a function without its queue",
    "audit",
    (data) => delete data.experimentalTriggers,
    "error TRIGGER_MISSING audit",
  ),
  vc("buffered responses", "http", (data) => delete data.supportsResponseStreaming, "error STREAMING_MISSING order"),
  vc(
    "helpers that read the body first",
    "http",
    (data) => {
      data.shouldAddHelpers = true;
    },
    "error PAYLOAD_DIFFERS order",
  ),
  vc(
    "another handler",
    "quote",
    (data) => {
      data.handler = "index.js";
    },
    "error HANDLER_DIFFERS quote",
  ),
];

describe.each(Object.entries({ aws, gcp, azure, vercel }))(
  "broken copies for %s, each found and nothing else:",
  (provider, copies) => {
    test.each(copies)("%s", (_, file, change, found) => {
      const sorted = [...apps[provider as keyof typeof apps].broken(file, change)].sort();
      expect(sorted).toEqual([...found].sort());
    });
  },
);

test("a finding says where, what to do and on whose word", () => {
  const app = apps.aws;
  const text = within(
    "OrdersQueue",
    /VisibilityTimeout: 174/,
    "VisibilityTimeout: 60",
  )(app.files["template.yaml"] as string);
  expect(app.verify({ "template.yaml": text })).toEqual([
    {
      code: "VISIBILITY_SHORT",
      severity: "error",
      function: "fulfil",
      message: "the visibility timeout is 60 s, and the code needs at least 174 s",
      where: "template.yaml: Resources.OrdersQueue.Properties.VisibilityTimeout",
      help: "write VisibilityTimeout: 174, six times the function's timeout",
      page: "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
    },
  ]);
});
