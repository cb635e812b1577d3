import { type Front, output, ref } from "../front/fragment.ts";
import { asynchronous, created, deadLetters, type Feeding, resource } from "./resource.ts";
import { rule } from "./rule.ts";

/** S3 by way of EventBridge; a bucket that exists must have it turned on. */
export function s3EventBridge(feeding: Feeding): Front {
  const bucket = resource(
    feeding,
    "AWS::S3::Bucket",
    { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } },
    "Name",
  );
  const { properties, resources } = rule(feeding, "EventBridgeRule", {
    Pattern: {
      source: ["aws.s3"],
      "detail-type": [feeding.source.when === "deleted" ? "Object Deleted" : "Object Created"],
      detail: { bucket: { name: [ref(bucket.id)] } },
    },
  });
  return {
    parameters: bucket.parameters,
    ...(properties && { properties }),
    resources: { ...bucket.resources, ...resources },
    ...(!bucket.existing && { outputs: { [`${bucket.id}Name`]: output(ref(bucket.id)) } }),
  };
}

/** Notifications of S3 itself: SAM writes them into the bucket of the same template. */
export function s3(feeding: Feeding): Front {
  created(feeding, "use s3-eventbridge");
  const { id, facts, source } = feeding;
  const bucket = resource(feeding, "AWS::S3::Bucket", {}, "Name");
  return {
    properties: {
      Events: {
        Bucket: {
          Type: "S3",
          Properties: {
            Bucket: ref(bucket.id),
            Events: source.when === "deleted" ? "s3:ObjectRemoved:*" : "s3:ObjectCreated:*",
          },
        },
      },
      ...asynchronous(id, facts),
    },
    resources: { ...bucket.resources, ...deadLetters(id) },
    outputs: { [`${bucket.id}Name`]: output(ref(bucket.id)) },
  };
}
