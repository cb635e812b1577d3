import { isMembers, type Members, members, type Resource } from "./resource.ts";

/** What SAM makes of an event of a function: CloudFormation's type, and how its properties are called there. */
const EVENTS: Readonly<
  Record<string, (properties: Members, fn: string) => readonly [type: string, properties: Members]>
> = {
  SQS: ({ Queue, ...rest }, fn) => mapping({ ...rest, EventSourceArn: Queue }, fn),
  Kinesis: ({ Stream, ...rest }, fn) => mapping({ ...rest, EventSourceArn: Stream }, fn),
  MSK: ({ Stream, ...rest }, fn) => mapping({ ...rest, EventSourceArn: Stream }, fn),
  SelfManagedKafka: ({ KafkaBootstrapServers, ...rest }, fn) =>
    mapping({ ...rest, SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers } } }, fn),
  SNS: ({ Topic, SqsSubscription, ...rest }, fn) =>
    SqsSubscription
      ? mapping({ ...members(SqsSubscription), EventSourceArn: members(SqsSubscription).QueueArn, Topic }, fn)
      : ["AWS::SNS::Subscription", { ...rest, TopicArn: Topic, Protocol: "lambda", Endpoint: fn }],
  Schedule: ({ Schedule, Enabled, Input, DeadLetterConfig, ...rest }, fn) => [
    "AWS::Events::Rule",
    {
      ...rest,
      ScheduleExpression: Schedule,
      ...(Enabled === false && { State: "DISABLED" }),
      Targets: [{ Arn: fn, Input, DeadLetterConfig: letters(DeadLetterConfig) }],
    },
  ],
  ScheduleV2: ({ Input, DeadLetterConfig, ...rest }, fn) => [
    "AWS::Scheduler::Schedule",
    { ...rest, Target: { Arn: fn, Input, DeadLetterConfig: letters(DeadLetterConfig) } },
  ],
  EventBridgeRule: rule,
  CloudWatchEvent: rule,
  S3: ({ Bucket, Events }, fn) => ["unmoor:S3", { Bucket, Events, Function: fn }],
  HttpApi: ({ Path, Method, ApiId, PayloadFormatVersion = "2.0" }, fn) => [
    "unmoor:Route",
    { Shape: "http-api", Path, Method, Api: ApiId, Function: fn, PayloadFormatVersion },
  ],
  Api: ({ Path, Method, RestApiId, ResponseStreaming }, fn) => [
    "unmoor:Route",
    { Shape: ResponseStreaming ? "rest-stream" : "rest", Path, Method, Api: RestApiId, Function: fn },
  ],
};

function mapping(properties: Members, fn: string): readonly [string, Members] {
  return ["AWS::Lambda::EventSourceMapping", { ...properties, FunctionName: fn }];
}

function rule({ Pattern, DeadLetterConfig, Input, ...rest }: Members, fn: string): readonly [string, Members] {
  return [
    "AWS::Events::Rule",
    { ...rest, EventPattern: Pattern, Targets: [{ Arn: fn, Input, DeadLetterConfig: letters(DeadLetterConfig) }] },
  ];
}

/** SAM makes a queue where only its type is said. */
const letters = (config: unknown): unknown => {
  const { Arn, Type } = members(config);
  return config === undefined ? undefined : { Arn: Arn ?? Type };
};

/**
 * A resource and what SAM makes of it.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html
 */
export function expand(resource: Resource): Resource[] {
  const { id, type, properties } = resource;
  if (type === "AWS::Serverless::Api" || type === "AWS::Serverless::HttpApi") return [resource, ...described(resource)];
  if (type !== "AWS::Serverless::Function") return [resource];
  const fn = `\${${id}}`;
  const made = (name: string, of: readonly [string, Members], at: string): Resource => ({
    id: `${id}.${name}`,
    type: of[0],
    properties: of[1],
    where: (key) => (key !== undefined ? `${at}.${key}` : at),
  });
  const { Events, EventInvokeConfig, FunctionUrlConfig, DeadLetterQueue } = properties;
  const events = Object.entries(members(Events)).flatMap(([name, each]) => {
    const { Type, Properties } = members(each);
    const make = EVENTS[String(Type)];
    return make ? [made(name, make(members(Properties), fn), `${resource.where("Events")}.${name}`)] : [];
  });
  const around: readonly (readonly [string, string, unknown])[] = [
    ["EventInvokeConfig", "AWS::Lambda::EventInvokeConfig", EventInvokeConfig],
    ["FunctionUrlConfig", "AWS::Lambda::Url", FunctionUrlConfig],
  ];
  return [
    DeadLetterQueue ? { ...resource, properties: { ...properties, DeadLetterConfig: DeadLetterQueue } } : resource,
    ...events,
    ...around.flatMap(([key, kind, value]) =>
      isMembers(value)
        ? [made(key, [kind, { ...value, FunctionName: fn, TargetFunctionArn: fn }], resource.where(key))]
        : [],
    ),
  ];
}

/** The routes of an API that is written out in OpenAPI. */
function described({ id, type, properties, where }: Resource): Resource[] {
  const { paths } = members(properties.DefinitionBody);
  return Object.entries(members(paths)).flatMap(([Path, methods]) =>
    Object.entries(members(methods)).map(([method, operation]): Resource => {
      const integration = members(members(operation)["x-amazon-apigateway-integration"]);
      const streamed = integration.responseTransferMode === "STREAM";
      return {
        id: `${id}.${Path}.${method}`,
        type: "unmoor:Route",
        properties: {
          Shape: type === "AWS::Serverless::HttpApi" ? "http-api" : streamed ? "rest-stream" : "rest",
          Path,
          Method: method === "x-amazon-apigateway-any-method" ? "ANY" : method,
          Function: integration.uri,
          PayloadFormatVersion: integration.payloadFormatVersion,
        },
        where: () => `${where("DefinitionBody")}.paths.${Path}.${method}`,
      };
    }),
  );
}
