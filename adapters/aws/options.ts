import type { OptionsFrom } from "unmoor/adapter";

/** What `targets.aws` of a configuration takes, beside what every target does. */
export const options = {
  /** For `sam deploy`: `"eu-central-1"`. */
  region: "text",
  http: ["http-api", "function-url", "rest", "alb", "alb-single"],
  queue: ["sqs"],
  topic: ["sns", "sns-sqs"],
  stream: ["kinesis", "kafka"],
  schedule: ["scheduler", "schedule-rule"],
  bucket: ["s3-eventbridge", "s3", "s3-sqs"],
  cloudEvent: ["eventbridge"],
  task: ["invoke"],
  /** Who may call a Function URL. */
  auth: ["none", "iam"],
  /** Path of a custom domain's mapping: `"/v1"`. */
  basePath: "text",
  runtime: ["nodejs24.x", "nodejs22.x"],
  architecture: ["arm64", "x86_64"],
  /** Environment variables. */
  environment: "map",
  /** By a source's name what exists already: an ARN, a bucket's name, Kafka's bootstrap servers. */
  resources: "map",
  /** `false`: a failed event fails its batch. */
  partial: "boolean",
  /** Name or ARN. */
  eventBus: "text",
  /** A list of `{ type, uri }`. */
  kafkaAccess: "data",
} as const;

export type AwsOptions = OptionsFrom<typeof options>;
