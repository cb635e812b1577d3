import type { TargetConfig, Unit } from "unmoor/adapter";
import { command, commands } from "./commands.ts";
import { audienceOf, deploymentOf, invokerOf, timeoutSeconds } from "./deploy.ts";
import { carrierOf } from "./names.ts";

/** How to deploy a unit, with the flags that fit its code. */
export function readme(service: string, unit: Unit, node: string, config: TargetConfig): string {
  const own = carrierOf(unit, config) === "service";
  const seconds = timeoutSeconds(unit, config);
  const deployment = deploymentOf(unit, config);
  const invoker = invokerOf(config);
  const http = unit.trigger === "http";
  const flags = [
    `--region="$REGION"`,
    ...(unit.memoryMb === undefined ? [] : [`--memory=${unit.memoryMb}Mi`]),
    ...(config.concurrency === undefined ? [] : [`--concurrency=${config.concurrency}`]),
    // Events and tasks are nobody's but their sender's, however public the app is.
    http && config.public === true ? "--allow-unauthenticated" : "--no-allow-unauthenticated",
    `--service-account="$SERVICE_ACCOUNT"`,
  ];
  // Without it, functions-framework shows stack traces to clients whose JSON is invalid.
  const env = `--set-env-vars=GOOGLE_CLOUD_PROJECT="$PROJECT"${own ? "" : ",NODE_ENV=production"}${
    audienceOf(unit, config) && !invoker.exists ? `,INVOKER_ACCOUNT="$INVOKER"` : ""
  }`;
  const run = command(`gcloud run deploy ${service}`, [
    "--source=.",
    ...(own ? [] : ["--function=handler"]),
    `--base-image=nodejs${node}`,
    `--timeout=${seconds}`,
    ...flags,
    env,
  ]);
  const functions = command(`gcloud functions deploy ${service}`, [
    "--gen2",
    "--source=.",
    "--entry-point=handler",
    "--trigger-http",
    // Its default is a fraction of one, and that takes one request at a time.
    ...(Number(config.concurrency) > 1 ? ["--cpu=1"] : []),
    `--runtime=nodejs${node}`,
    `--timeout=${seconds}s`,
    ...flags,
    env,
  ]);
  const account = invoker.exists ? invoker.name : `${invoker.name}@$PROJECT.iam.gserviceaccount.com`;
  return `# ${service} on Google Cloud

This folder is all there is to deploy: \`index.mjs\` ${own ? "is the server" : "exports `handler`"}, \`package.json\` tells the buildpack how to start it.
The names of what exists already:

    export PROJECT=my-project REGION=${config.region ?? "europe-west1"}
    export SERVICE_ACCOUNT=my-account@$PROJECT.iam.gserviceaccount.com
${
  deployment
    ? `    export NUMBER=$(gcloud projects describe "$PROJECT" --format="value(projectNumber)")
    export INVOKER=${account}
`
    : ""
}
As a Cloud Run ${own ? "service" : "function"}:

${run}
${own || !http ? "" : `\nOr with the older command:\n\n${functions}\n`}${
  deployment ? `\n${STARTED}\n\n${commands(deployment, config)}\n` : ""
}${unit.trigger === "task" ? `\n${CALLED}\n` : ""}
- \`--timeout\` is built into the code too, because Cloud Run does not tell a request its time limit: change it in the
  app and build again.
- \`GOOGLE_CLOUD_PROJECT\` joins log lines to the request they belong to.
- On this machine: ${own ? "`PORT=8080 npm start`" : "`npm install && npm start`"}.
${deployment ? `- ${guard(audienceOf(unit, config))}\n` : ""}`;
}

const STARTED =
  "What starts it, by these commands or by `main.tf.json` in the folder above (then only the audience is set here):";

const CALLED = `Callers post JSON with an ID token, whose audience is the service's URL; the account needs \`roles/run.invoker\`:

    curl "$URL/" -H "Authorization: Bearer $(gcloud auth print-identity-token)" -H "Content-Type: application/json" -d '{}'`;

/** Who keeps others out. */
const guard = (audience: string | undefined): string =>
  audience
    ? `Only \`$INVOKER\` may send, with a token for the audience \`${audience}\`: Cloud Run verifies its signature
  (\`--no-allow-unauthenticated\`) and takes it off, the code checks issuer, audience, account and expiry. Never make
  this service public: the code would then take a token without a signature for one that was verified.`
    : `Only IAM (\`--no-allow-unauthenticated\`) keeps others from sending events: never make this service public.`;
