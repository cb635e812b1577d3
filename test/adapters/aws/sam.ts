import { isIntrinsic } from "./specification.ts";

/** Whether a value is right. */
type Check = (value: unknown) => boolean;
type Table = Readonly<Record<string, Check>>;

const text: Check = (value) => typeof value === "string" || isIntrinsic(value);
const flag: Check = (value) => typeof value === "boolean";
const number =
  (least: number, most: number): Check =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
const among =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value as string);
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length > 0 && value.every(check);
const any: Check = () => true;
const object =
  (table: Table, required: readonly string[] = []): Check =>
  (value) =>
    typeof value === "object" &&
    value !== null &&
    required.every((name) => name in value) &&
    Object.entries(value).every(([name, one]) => table[name]?.(one));

const deadLetter = object({ Arn: text }, ["Arn"]);
const onFailure = (...types: readonly string[]): Check =>
  object({ OnFailure: object({ Type: among(...types), Destination: text }, ["Type", "Destination"]) }, ["OnFailure"]);
const reports = list(among("ReportBatchItemFailures"));
const pattern: Check = (value) => typeof value === "object" && value !== null && Object.keys(value).length > 0;
const cron: Check = (value) => /^cron\((\S+ ){5}\*\)$/.test(String(value)) && String(value).split("?").length === 2;

/**
 * The events of SAM that the fragment uses, with the properties that it may use (sam-property-function-*, and
 * samtranslator's schema_source/aws_serverless_function.py).
 */
const EVENTS: Readonly<Record<string, Check>> = {
  HttpApi: object({ ApiId: text, Path: text, Method: text, PayloadFormatVersion: among("1.0", "2.0") }),
  Api: object({ RestApiId: text, Path: text, Method: text }, ["Path", "Method"]),
  SQS: object(
    {
      Queue: text,
      BatchSize: number(1, 10_000),
      MaximumBatchingWindowInSeconds: number(0, 300),
      FunctionResponseTypes: reports,
    },
    ["Queue"],
  ),
  SNS: object({ Topic: text }, ["Topic"]),
  S3: object({ Bucket: text, Events: text }, ["Bucket", "Events"]),
  EventBridgeRule: object({ Pattern: pattern, EventBusName: text, DeadLetterConfig: deadLetter }, ["Pattern"]),
  Schedule: object({ Schedule: cron, DeadLetterConfig: deadLetter }, ["Schedule"]),
  ScheduleV2: object(
    {
      ScheduleExpression: cron,
      ScheduleExpressionTimezone: text,
      FlexibleTimeWindow: object({ Mode: among("OFF") }, ["Mode"]),
      OmitName: flag,
      Input: (value) => typeof JSON.parse(String(value)) === "object",
      DeadLetterConfig: deadLetter,
    },
    ["ScheduleExpression"],
  ),
  Kinesis: object(
    {
      Stream: text,
      StartingPosition: among("LATEST", "TRIM_HORIZON"),
      BatchSize: number(1, 10_000),
      MaximumBatchingWindowInSeconds: number(0, 300),
      FunctionResponseTypes: reports,
      BisectBatchOnFunctionError: flag,
      MaximumRetryAttempts: number(-1, 10_000),
      DestinationConfig: onFailure("SQS", "SNS", "S3"),
    },
    ["Stream", "StartingPosition"],
  ),
};

const FUNCTION: Table = {
  CodeUri: text,
  Handler: text,
  Runtime: among("nodejs22.x", "nodejs24.x"),
  Architectures: list(among("arm64", "x86_64")),
  Timeout: number(1, 900),
  MemorySize: number(128, 10_240),
  LoggingConfig: object({ LogFormat: among("JSON") }),
  Environment: object({ Variables: any }),
  FunctionUrlConfig: any,
  Policies: list(any),
  EventInvokeConfig: object({
    MaximumRetryAttempts: number(0, 2),
    MaximumEventAgeInSeconds: number(60, 21_600),
    DestinationConfig: onFailure("SQS", "SNS", "Lambda", "EventBridge", "S3"),
  }),
  Events: (events) =>
    Object.values(events as Record<string, { Type: string; Properties: unknown }>).every(
      ({ Type, Properties, ...others }) => EVENTS[Type]?.(Properties) && !Object.keys(others)[0],
    ),
};

/** Names of properties of a `AWS::Serverless::Function` that are unknown or wrong. */
export const functionFaults = (properties: Readonly<Record<string, unknown>>): string[] =>
  ["CodeUri", "Handler", "Runtime"]
    .filter((name) => !(name in properties))
    .concat(Object.keys(properties).filter((name) => !FUNCTION[name]?.(properties[name])));
