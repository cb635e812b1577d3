import { error, type TargetConfig, type Unit } from "unmoor/adapter";
import { feed } from "./feed/index.ts";
import { pascal, sourceId } from "./feed/resource.ts";
import { front } from "./front/index.ts";
import { type Yaml, yaml } from "./yaml.ts";

/** nodejs26.x is a preview in November 2026, nodejs20.x can no longer be created. */
const RUNTIMES = ["nodejs24.x", "nodejs22.x"];
const ARCHITECTURES = ["arm64", "x86_64"];

/** A CloudFormation template with SAM's transform. */
export interface Template {
  readonly [section: string]: Yaml;
  readonly Resources: { readonly [id: string]: Yaml };
}

const SHARED = "a queue has one function; put a topic before it, or use s3-eventbridge for a bucket";

/** A choice of the config among few. */
function choice(config: TargetConfig, key: string, values: readonly string[]): string {
  const chosen = config[key] ?? values[0];
  if (values.includes(chosen as string)) return chosen as string;
  throw error("INVALID_TARGET_CONFIG", `aws.${key} is ${JSON.stringify(chosen)}; use ${values.join(" or ")}`);
}

/** A number within what Lambda takes (gettingstarted-limits), or the gateway in front of it. */
function within(unit: Unit, what: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw error("INVALID_LIMIT", `unit "${unit.name}": ${what} is ${value}; ${unit.shape} takes ${least} to ${most}`);
}

/** Logical id of a unit's function: letters and digits. */
const logicalId = (name: string): string => `${pascal(name)}Function`;

/** Names by their logical id: what shares one without sharing its name is refused. */
function distinct(units: readonly Unit[]): void {
  const names = new Map<string, string>();
  const add = (id: string, what: string, unit: string): void => {
    const other = names.get(id) ?? what;
    if (other !== what) throw error("UNIT_CLASH", `unit "${unit}": ${what} and ${other} are both ${id}; rename one`);
    names.set(id, what);
  };
  for (const { name, functions } of units) {
    if (names.has(logicalId(name)))
      throw error("UNIT_CLASH", `unit "${name}": another unit is called ${logicalId(name)} too; rename one`);
    add(logicalId(name), `unit "${name}"`, name);
    for (const { source } of functions)
      if (source?.name !== undefined) add(sourceId(source), `${source.kind} "${source.name}"`, name);
  }
}

/**
 * A SAM template and how to deploy it.
 *
 * Reads of the config: `basePath` (`/v1`: path of a custom domain's mapping), `auth` of a Function URL (`none`, `iam`),
 * `runtime` (`nodejs24.x`, `nodejs22.x`), `architecture` (`arm64`, `x86_64`), `environment` (names and values),
 * `resources` (by a source's name what exists already: the ARN of a queue, topic, stream or MSK cluster, the name of a
 * bucket, Kafka's bootstrap servers), `partial` (`false`: a failed event fails its batch), `eventBus` (name or ARN),
 * `kafkaAccess` (a list of `{ type, uri }`, as `SourceAccessConfigurations`), `region` (for `sam deploy`).
 *
 * @throws `INVALID_TARGET_CONFIG`, `INVALID_LIMIT`, `INVALID_SCHEDULE`, `MISSING_TRAIT`, `UNIT_CLASH`
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html
 */
export function emit(units: readonly Unit[], config: TargetConfig): Record<string, string> {
  const made = template(units, config);
  return { "template.yaml": yaml(made), "README.md": readme(config, units, Object.keys(made.Parameters ?? {})) };
}

/** The template as data. Throws as `emit` does. */
export function template(units: readonly Unit[], config: TargetConfig): Template {
  const parameters: Record<string, Yaml> = {};
  const resources: Record<string, Yaml> = {};
  const outputs: Record<string, Yaml> = {};
  const environment = (config.environment ?? {}) as Record<string, string>;
  if (!Object.values(environment).every((value) => typeof value === "string"))
    throw error("INVALID_TARGET_CONFIG", "aws.environment holds a value that is no text; write numbers in quotes");
  distinct(units);
  for (const unit of units) {
    const id = logicalId(unit.name);
    // A REST API waits 29 s unless its quota is raised; an HTTP API waits 30 s, whatever is asked.
    const timeout = within(
      unit,
      "timeout in seconds",
      Math.ceil((unit.timeoutMs ?? 29_000) / 1000),
      1,
      unit.shape === "http-api" ? 30 : 900,
    );
    const around = unit.trigger === "http" ? front(unit, id, config) : feed(unit, id, config, timeout);
    resources[id] = {
      Type: "AWS::Serverless::Function",
      Properties: {
        CodeUri: `${unit.name}/`,
        Handler: "index.handler",
        Runtime: choice(config, "runtime", RUNTIMES),
        Architectures: [choice(config, "architecture", ARCHITECTURES)],
        Timeout: timeout,
        MemorySize: within(unit, "memory in MB", unit.memoryMb ?? 1024, 128, 10_240),
        // Our lines are JSON already; the platform's own become so too.
        LoggingConfig: { LogFormat: "JSON" },
        ...(Object.keys(environment).length && { Environment: { Variables: environment } }),
        ...around.properties,
      },
    };
    for (const [name, one] of Object.entries(around.resources ?? {})) {
      if (resources[name] && JSON.stringify(resources[name]) !== JSON.stringify(one))
        throw error("UNIT_CLASH", `unit "${unit.name}": another unit needs ${name} to be otherwise; ${SHARED}`);
      resources[name] = one!;
    }
    Object.assign(parameters, around.parameters);
    Object.assign(outputs, around.outputs);
  }
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Transform: "AWS::Serverless-2016-10-31",
    Description: config.name,
    ...(Object.keys(parameters).length && { Parameters: parameters }),
    Resources: resources,
    ...(Object.keys(outputs).length && { Outputs: outputs }),
  };
}

const readme = (
  { name, region }: TargetConfig,
  units: readonly Unit[],
  parameters: readonly string[],
): string => `# ${name} on AWS

Each folder is one Lambda function: \`index.mjs\` exports \`handler\`. \`template.yaml\` is plain AWS SAM; it needs no
\`sam build\`. From this folder:

    sam deploy --guided --stack-name ${name}${region === undefined ? "" : ` --region ${region}`} --template-file template.yaml

| folder | shape | functions |
|---|---|---|
${units.map((unit) => `| ${unit.name} | ${unit.shape} | ${unit.functions.map((one) => one.name).join(", ")} |`).join("\n")}
${
  parameters.length
    ? `\nParameters name what exists already: ${parameters.join(", ")}.
A queue of your own needs a visibility timeout of six times the function's timeout and a redrive policy; a bucket of your
own needs its events sent to EventBridge.\n`
    : ""
}
From CDK, Terraform or SST take the folder as the code of a \`nodejs24.x\` function with handler \`index.handler\`, and set
what the template sets.
`;
