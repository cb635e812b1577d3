import type { Platform } from "unmoor/adapter";

const GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg";

/** What the check knows of Lambda (providers/aws.md, limits.md A1 and A2). */
export const platform: Platform = {
  page: `${GUIDE}/gettingstarted-limits.html`,
  sdks: ["@aws-sdk/*", "aws-sdk", "@aws-lambda-powertools/*", "aws-lambda", "@aws-crypto/*", "@middy/*"],
  // configuration-envvars: the reserved ones.
  variables: ["AWS_*", "_HANDLER", "_X_AMZN_TRACE_ID", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR"],
  globals: ["awslambda"],
  instance: {
    says: "Lambda keeps a module's variables from one invocation to the next, and Managed Instances run several at once",
    page: `${GUIDE}/lambda-runtime-environment.html`,
  },
  bundle: {
    bytes: 262_144_000,
    says: "Lambda takes 250 MB unzipped",
    page: `${GUIDE}/gettingstarted-limits.html`,
  },
  exposure({ trigger, shape }, { auth = "none" }) {
    if (trigger !== "http") return undefined;
    if (shape.startsWith("function-url"))
      return auth === "iam"
        ? undefined
        : {
            says: 'the Function URL is open to all; aws.auth: "iam" asks for a signature',
            page: `${GUIDE}/urls-auth.html`,
          };
    if (shape.startsWith("alb"))
      return {
        says: "the load balancer lets everybody in unless its listener authenticates",
        page: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html",
      };
    return {
      says: "the API is open to all; add an authorizer to the template, or check callers in a middleware",
      page: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html",
    };
  },
};
