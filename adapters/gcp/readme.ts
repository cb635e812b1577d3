import type { TargetConfig, Unit } from "unmoor/adapter";
import { timeoutSeconds } from "./entry.ts";

/** How to deploy a unit, with the flags that fit its code. */
export function readme(service: string, unit: Unit, node: string, config: TargetConfig): string {
  const own = unit.shape === "service";
  const seconds = timeoutSeconds(unit);
  const flags = [
    `--region="$REGION"`,
    ...(unit.memoryMb === undefined ? [] : [`--memory=${unit.memoryMb}Mi`]),
    ...(config.concurrency === undefined ? [] : [`--concurrency=${config.concurrency}`]),
    config.public === true ? "--allow-unauthenticated" : "--no-allow-unauthenticated",
    `--service-account="$SERVICE_ACCOUNT"`,
  ];
  // Without it, functions-framework shows stack traces to clients whose JSON is invalid.
  const env = `--set-env-vars=GOOGLE_CLOUD_PROJECT="$PROJECT"${own ? "" : ",NODE_ENV=production"}`;
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
  return `# ${service} on Google Cloud

This folder is all there is to deploy: \`index.mjs\` ${own ? "is the server" : "exports `handler`"}, \`package.json\` tells the buildpack how to start it.
The names of what exists already:

    export PROJECT=my-project REGION=europe-west1
    export SERVICE_ACCOUNT=my-account@$PROJECT.iam.gserviceaccount.com

As a Cloud Run ${own ? "service" : "function"}:

${run}
${own ? "" : `\nOr with the older command:\n\n${functions}\n`}
- \`--timeout\` is built into the code too, because Cloud Run does not tell a request its time limit: change it in the
  app and build again.
- \`GOOGLE_CLOUD_PROJECT\` joins log lines to the request they belong to.
- On this machine: ${own ? "`PORT=8080 npm start`" : "`npm install && npm start`"}.
`;
}

const command = (head: string, flags: readonly string[]): string =>
  [head, ...flags.map((flag) => `  ${flag}`)].map((line) => `    ${line}`).join(" \\\n");
