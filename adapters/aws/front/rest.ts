import type { Unit } from "unmoor/adapter";
import { type Block, type Front, output, ref, sub } from "./fragment.ts";

const stage = (id: string): Block => ({
  [`${id}Url`]: output(sub(`https://\${${id}Api}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/prod`)),
});

/** API Gateway REST API in mode `BUFFERED`. */
export function rest(id: string): Front {
  const event = (path: string): Block => ({
    Type: "Api",
    Properties: { Path: path, Method: "ANY", RestApiId: ref(`${id}Api`) },
  });
  return {
    properties: { Events: { Root: event("/"), Proxy: event("/{proxy+}") } },
    resources: {
      [`${id}Api`]: {
        Type: "AWS::Serverless::Api",
        Properties: {
          StageName: "prod",
          EndpointConfiguration: { Type: "REGIONAL" },
          // Without it base64 leaves as text, and bytes arrive as damaged text.
          BinaryMediaTypes: ["*~1*"],
        },
      },
    },
    outputs: stage(id),
  };
}

/** SAM's events know no transfer mode: the integration is written out (response-transfer-mode-lambda). */
export function restStream(id: string, { timeoutMs = 29_000 }: Unit): Front {
  const any = {
    "x-amazon-apigateway-any-method": {
      "x-amazon-apigateway-integration": {
        type: "aws_proxy",
        httpMethod: "POST",
        responseTransferMode: "STREAM",
        // A stream may take 15 minutes, and is given 29 seconds unless this says more.
        timeoutInMillis: Math.max(50, Math.min(timeoutMs, 900_000)),
        uri: sub(
          `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2021-11-15/functions/\${${id}.Arn}/response-streaming-invocations`,
        ),
      },
    },
  };
  return {
    resources: {
      [`${id}Api`]: {
        Type: "AWS::Serverless::Api",
        Properties: {
          StageName: "prod",
          EndpointConfiguration: { Type: "REGIONAL" },
          BinaryMediaTypes: ["*~1*"],
          DefinitionBody: {
            openapi: "3.0.1",
            info: { title: ref("AWS::StackName"), version: "1.0" },
            paths: { "/": any, "/{proxy+}": any },
          },
        },
      },
      [`${id}ApiInvoke`]: {
        Type: "AWS::Lambda::Permission",
        Properties: {
          Action: "lambda:InvokeFunction",
          FunctionName: ref(id),
          Principal: "apigateway.amazonaws.com",
          SourceArn: sub(`arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${id}Api}/*`),
        },
      },
    },
    outputs: stage(id),
  };
}
