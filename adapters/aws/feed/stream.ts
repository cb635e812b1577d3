import { error, type TargetConfig } from "unmoor/adapter";
import { arn, type Block, type Front, output, ref, sub } from "../front/fragment.ts";
import { arnOf, batching, type Feeding, reporting, resource } from "./resource.ts";

/**
 * What both streams share. The exhausted goes to a bucket: a queue would get positions, and no data
 * (kinesis-on-failure-destination).
 */
const retrying = ({ id, facts, source }: Feeding, type: object): Block => ({
  StartingPosition: source.from === "earliest" ? "TRIM_HORIZON" : "LATEST",
  ...batching(facts, 100, 10_000),
  ...reporting(facts),
  // Halves what fails until only the poison is given up.
  BisectBatchOnFunctionError: true,
  MaximumRetryAttempts: (facts.attempts ?? 1) - 1,
  DestinationConfig: { OnFailure: { ...type, Destination: arn(`${id}DeadLetters`) } },
});

const bucket = (id: string): Block => ({ [`${id}DeadLetters`]: { Type: "AWS::S3::Bucket" } });

/** Kinesis. */
export function kinesis(feeding: Feeding): Front {
  const { id } = feeding;
  const stream = resource(feeding, "AWS::Kinesis::Stream", { StreamModeDetails: { StreamMode: "ON_DEMAND" } }, "ARN");
  return {
    parameters: stream.parameters,
    properties: {
      Events: {
        Stream: { Type: "Kinesis", Properties: { Stream: arnOf(stream), ...retrying(feeding, { Type: "S3" }) } },
      },
    },
    resources: { ...stream.resources, ...bucket(id) },
    ...(!stream.existing && { outputs: { [`${stream.id}Name`]: output(ref(stream.id)) } }),
  };
}

/** One of the accesses that a cluster asks for. */
interface Access {
  readonly type: string;
  readonly uri: string;
}

function accessOf(access: unknown): readonly Access[] {
  const list = access ?? [];
  if (Array.isArray(list) && list.every(({ type, uri }) => typeof type === "string" && typeof uri === "string"))
    return list as readonly Access[];
  throw error("INVALID_TARGET_CONFIG", `aws.kafkaAccess is ${JSON.stringify(access)}; use a list of { type, uri }`);
}

/**
 * Kafka, of MSK by the cluster's ARN or self-managed by its bootstrap servers. A mapping of CloudFormation's own:
 * SAM's events know no partial batches. They need provisioned pollers (kafka-retry-configurations).
 *
 * @throws `INVALID_TARGET_CONFIG`: no cluster is ever made here
 */
export function kafka(feeding: Feeding, { kafkaAccess }: TargetConfig): Front {
  const { id, facts, source } = feeding;
  const { existing } = facts;
  if (existing === undefined)
    throw error(
      "INVALID_TARGET_CONFIG",
      `aws.resources.${source.name} is missing: the ARN of an MSK cluster, or bootstrap servers "b1:9092,b2:9092"`,
    );
  const access = accessOf(kafkaAccess);
  const msk = existing.startsWith("arn:");
  const cluster = resource(feeding, "", {}, msk ? "ARN of the MSK cluster" : "Bootstrap servers");
  const secrets = access.map(({ uri }) => uri).filter((uri) => uri.includes(":secretsmanager:"));
  const allow = (actions: readonly string[], resources: readonly (Block | string)[]): Block => ({
    Effect: "Allow",
    Action: actions,
    Resource: resources,
  });
  const managed = msk ? "AWSLambdaMSKExecutionRole" : "AWSLambdaVPCAccessExecutionRole";
  return {
    parameters: msk
      ? cluster.parameters
      : { [cluster.id]: { ...(cluster.parameters[cluster.id] as Block), Type: "CommaDelimitedList" } },
    properties: {
      Policies: [
        sub(`arn:\${AWS::Partition}:iam::aws:policy/service-role/${managed}`),
        {
          Version: "2012-10-17",
          Statement: [
            allow(["s3:PutObject", "s3:ListBucket"], [arn(`${id}DeadLetters`), sub(`\${${id}DeadLetters.Arn}/*`)]),
            ...(secrets[0] ? [allow(["secretsmanager:GetSecretValue"], secrets)] : []),
          ],
        },
      ],
    },
    resources: {
      ...bucket(id),
      [`${id}Mapping`]: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: {
          FunctionName: ref(id),
          ...(msk
            ? { EventSourceArn: ref(cluster.id) }
            : { SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ref(cluster.id) } } }),
          Topics: [source.name ?? ""],
          ...retrying(feeding, {}),
          ProvisionedPollerConfig: { MinimumPollers: 1 },
          ...(access[0] && { SourceAccessConfigurations: access.map(({ type, uri }) => ({ Type: type, URI: uri })) }),
        },
      },
    },
  };
}
