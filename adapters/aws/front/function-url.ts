import { error, type TargetConfig } from "unmoor/adapter";
import { type Front, output, ref } from "./fragment.ts";

/** Function URL, open to all or by IAM. */
export function functionUrl(id: string, stream: boolean, { auth = "none" }: TargetConfig): Front {
  if (auth !== "none" && auth !== "iam")
    throw error("INVALID_TARGET_CONFIG", `aws.auth is ${JSON.stringify(auth)}; use "none" or "iam"`);
  return {
    properties: {
      FunctionUrlConfig: {
        AuthType: auth === "iam" ? "AWS_IAM" : "NONE",
        InvokeMode: stream ? "RESPONSE_STREAM" : "BUFFERED",
      },
    },
    resources:
      auth === "iam"
        ? {}
        : {
            // Since October 2025 a public URL needs this beside lambda:InvokeFunctionUrl, which SAM grants (urls-auth).
            [`${id}UrlInvoke`]: {
              Type: "AWS::Lambda::Permission",
              Properties: {
                Action: "lambda:InvokeFunction",
                FunctionName: ref(id),
                Principal: "*",
                InvokedViaFunctionUrl: true,
              },
            },
          },
    outputs: { [`${id}Url`]: output({ "Fn::GetAtt": [`${id}Url`, "FunctionUrl"] }) },
  };
}
