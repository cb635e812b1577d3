import type { DeployDocument, TerraformResource } from "unmoor/adapter";
import { block, type Members, type Resource } from "./resource.ts";

/** What CloudFormation calls a type of Terraform's AWS provider. */
const TYPES: Readonly<Record<string, string>> = {
  aws_lambda_function: "AWS::Lambda::Function",
  aws_lambda_event_source_mapping: "AWS::Lambda::EventSourceMapping",
  aws_lambda_function_event_invoke_config: "AWS::Lambda::EventInvokeConfig",
  aws_lambda_function_url: "AWS::Lambda::Url",
  aws_sqs_queue: "AWS::SQS::Queue",
  aws_sqs_queue_redrive_policy: "unmoor:Redrive",
  aws_sns_topic: "AWS::SNS::Topic",
  aws_sns_topic_subscription: "AWS::SNS::Subscription",
  aws_kinesis_stream: "AWS::Kinesis::Stream",
  aws_s3_bucket: "AWS::S3::Bucket",
  aws_s3_bucket_notification: "unmoor:Notification",
  aws_cloudwatch_event_rule: "AWS::Events::Rule",
  aws_cloudwatch_event_target: "unmoor:Target",
  aws_scheduler_schedule: "AWS::Scheduler::Schedule",
  aws_apigatewayv2_api: "AWS::ApiGatewayV2::Api",
  aws_apigatewayv2_integration: "AWS::ApiGatewayV2::Integration",
  aws_apigatewayv2_route: "AWS::ApiGatewayV2::Route",
  aws_api_gateway_resource: "AWS::ApiGateway::Resource",
  aws_api_gateway_integration: "AWS::ApiGateway::Method",
  aws_lb_target_group: "AWS::ElasticLoadBalancingV2::TargetGroup",
  aws_lb_target_group_attachment: "unmoor:Attachment",
  aws_lb_listener_rule: "AWS::ElasticLoadBalancingV2::ListenerRule",
};

/** Attributes that CloudFormation calls otherwise than in its own spelling. */
const KEYS: Readonly<Record<string, string>> = {
  visibility_timeout_seconds: "VisibilityTimeout",
  authorization_type: "AuthType",
  message_retention_seconds: "MessageRetentionPeriod",
  destination_arn: "Destination",
  bisect_batch_on_function_error: "BisectBatchOnFunctionError",
};

/** Names that are not the provider's but somebody's own, or documents in another language. */
const OPAQUE = new Set(["environment", "tags", "tags_all"]);

const pascal = (key: string): string =>
  KEYS[key] ?? key.replace(/(?:^|_)([a-z\d])/g, (_, first: string) => first.toUpperCase());

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [pascal(key), OPAQUE.has(key) ? inner : renamed(inner)]),
  );
}

/** The resources of Terraform for AWS; undefined where there are none. */
export function terraformOf({ terraform = [] }: DeployDocument): readonly Resource[] | undefined {
  const own = terraform.filter(({ type, mode }) => mode === "managed" && Object.hasOwn(TYPES, type));
  return own[0] && own.map(resourceOf);
}

function resourceOf({ type, name, values, at }: TerraformResource): Resource {
  const properties = renamed(values) as Members;
  const http = type === "aws_api_gateway_integration" && { Integration: { Uri: values.uri, ...properties } };
  const url = type === "aws_lambda_function_url" && { TargetFunctionArn: properties.FunctionName };
  const destination = type === "aws_scheduler_schedule" && { Target: block(properties.Target) };
  const keys = new Map(Object.keys(values).map((key) => [pascal(key), key]));
  return {
    id: `${type}.${name}`,
    type: TYPES[type] as string,
    properties: { ...properties, ...http, ...url, ...destination },
    where: (key) => (key !== undefined && keys.has(key) ? `${at}.${keys.get(key)}` : at),
  };
}
