export const LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg/";
export const SQS: string = `${LAMBDA}services-sqs-configure.html`;
export const FAILURES: string = `${LAMBDA}services-sqs-errorhandling.html`;
export const ASYNC: string = `${LAMBDA}invocation-async-error-handling.html`;
export const SCHEDULER = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/";
export const BRIDGE = "https://docs.aws.amazon.com/eventbridge/latest/userguide/";

/** How each shape's trigger is written, and its page. */
export const TRIGGERS: Readonly<Record<string, readonly [write: string, page: string]>> = {
  "http-api": [
    "an event of type HttpApi, or a route and an integration with payload 2.0",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html",
  ],
  "function-url": ["FunctionUrlConfig", `${LAMBDA}urls-configuration.html`],
  "function-url-stream": [
    "FunctionUrlConfig with InvokeMode: RESPONSE_STREAM",
    `${LAMBDA}configuration-response-streaming.html`,
  ],
  rest: [
    "events of type Api for / and /{proxy+}",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html",
  ],
  "rest-stream": [
    "an integration with responseTransferMode: STREAM",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html",
  ],
  alb: [
    "a target group with lambda.multi_value_headers.enabled",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html",
  ],
  "alb-single": [
    "a target group without lambda.multi_value_headers.enabled",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html",
  ],
  sqs: ["an event source mapping of its queue", SQS],
  sns: ["a subscription of its topic with Protocol: lambda", `${LAMBDA}with-sns.html`],
  "sns-sqs": ["a queue that subscribes to the topic, and its event source mapping", SQS],
  eventbridge: ["a rule with its pattern and the function as target", `${BRIDGE}eb-create-rule.html`],
  scheduler: ["a schedule of EventBridge Scheduler (ScheduleV2)", `${SCHEDULER}getting-started.html`],
  "schedule-rule": ["a rule with ScheduleExpression", `${BRIDGE}eb-create-rule-schedule.html`],
  "s3-eventbridge": ['a rule for "Object Created" or "Object Deleted" of aws.s3', `${LAMBDA}with-s3.html`],
  s3: ["a notification of the bucket", `${LAMBDA}with-s3.html`],
  "s3-sqs": ["a queue that the bucket notifies, and its event source mapping", SQS],
  kinesis: ["an event source mapping of its stream", `${LAMBDA}with-kinesis.html`],
  kafka: ["an event source mapping of its cluster and topic", `${LAMBDA}with-kafka.html`],
  invoke: ["", `${LAMBDA}invocation-async.html`],
};
