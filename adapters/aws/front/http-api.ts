import { type Front, output, ref, sub } from "./fragment.ts";

/** API Gateway HTTP API: everything on its `$default` route. */
export function httpApi(id: string): Front {
  return {
    properties: {
      Events: {
        Http: { Type: "HttpApi", Properties: { ApiId: ref(`${id}Api`), PayloadFormatVersion: "2.0" } },
      },
    },
    resources: { [`${id}Api`]: { Type: "AWS::Serverless::HttpApi", Properties: { StageName: "$default" } } },
    outputs: { [`${id}Url`]: output(sub(`https://\${${id}Api}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}`)) },
  };
}
