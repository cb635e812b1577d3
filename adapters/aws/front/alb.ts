import type { TargetConfig } from "unmoor/adapter";
import { basePathOf } from "../entry.ts";
import { arn, type Front, ref } from "./fragment.ts";

/** A target group and a rule on a listener that exists already. */
export function alb(id: string, multi: boolean, config: TargetConfig): Front {
  const basePath = basePathOf(config);
  return {
    parameters: {
      [`${id}ListenerArn`]: { Type: "String", Description: "Listener of an existing Application Load Balancer" },
      [`${id}ListenerPriority`]: { Type: "Number", Default: 100, Description: "Priority of the rule, unique on it" },
    },
    resources: {
      [`${id}Invoke`]: {
        Type: "AWS::Lambda::Permission",
        Properties: {
          Action: "lambda:InvokeFunction",
          FunctionName: ref(id),
          Principal: "elasticloadbalancing.amazonaws.com",
        },
      },
      [`${id}TargetGroup`]: {
        Type: "AWS::ElasticLoadBalancingV2::TargetGroup",
        // Registering the target is refused before the permission is there.
        DependsOn: `${id}Invoke`,
        Properties: {
          TargetType: "lambda",
          Targets: [{ Id: arn(id) }],
          TargetGroupAttributes: [{ Key: "lambda.multi_value_headers.enabled", Value: `${multi}` }],
        },
      },
      [`${id}ListenerRule`]: {
        Type: "AWS::ElasticLoadBalancingV2::ListenerRule",
        Properties: {
          ListenerArn: ref(`${id}ListenerArn`),
          Priority: ref(`${id}ListenerPriority`),
          Conditions: [
            {
              Field: "path-pattern",
              PathPatternConfig: { Values: basePath ? [basePath, `${basePath}/*`] : ["/*"] },
            },
          ],
          Actions: [{ Type: "forward", TargetGroupArn: ref(`${id}TargetGroup`) }],
        },
      },
    },
  };
}
