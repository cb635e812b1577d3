import { error } from "unmoor/adapter";
import { type Front, output, ref } from "../front/fragment.ts";
import { asynchronous, deadLetters, type Feeding, resource } from "./resource.ts";

/** SNS, straight to the function. */
export function sns(feeding: Feeding): Front {
  const { id, facts, source } = feeding;
  if (source.fifo)
    throw error(
      "MISSING_TRAIT",
      `"${facts.fn.name}": a FIFO topic does not deliver to Lambda; set aws.topic to sns-sqs`,
    );
  const topic = resource(feeding, "AWS::SNS::Topic", {}, "ARN");
  return {
    parameters: topic.parameters,
    properties: {
      Events: { Topic: { Type: "SNS", Properties: { Topic: ref(topic.id) } } },
      ...asynchronous(id, facts),
    },
    resources: { ...topic.resources, ...deadLetters(id) },
    ...(!topic.existing && { outputs: { [`${topic.id}Arn`]: output(ref(topic.id)) } }),
  };
}
