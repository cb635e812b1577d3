import { error, type TargetConfig, type Unit } from "unmoor/adapter";
import type { HttpOptions } from "./codec/event.ts";
import { factsOf, functionOf } from "./facts.ts";

/** Which entry and which codec carry a shape. */
const CARRIERS: Readonly<Record<string, readonly [entry: string, codec: string, facts?: readonly string[]]>> = {
  "http-api": ["buffered", "httpApi"],
  "function-url": ["buffered", "functionUrl"],
  "function-url-stream": ["streaming", "functionUrlStream"],
  rest: ["buffered", "rest"],
  "rest-stream": ["streaming", "restStream"],
  alb: ["buffered", "alb"],
  "alb-single": ["buffered", "albSingle"],
  sqs: ["buffered", "sqs", ["partial", "attempts"]],
  sns: ["buffered", "sns"],
  "sns-sqs": ["buffered", "snsSqs", ["partial", "attempts"]],
  eventbridge: ["buffered", "eventBridge"],
  scheduler: ["buffered", "scheduler"],
  "schedule-rule": ["buffered", "scheduleRule"],
  "s3-eventbridge": ["buffered", "s3EventBridge"],
  s3: ["buffered", "s3"],
  "s3-sqs": ["buffered", "s3Sqs", ["partial", "attempts"]],
  kinesis: ["buffered", "kinesis", ["partial"]],
  kafka: ["buffered", "kafka", ["partial"]],
  invoke: ["buffered", "invoke"],
};

/** The custom domain's path in the config, checked. */
export function basePathOf({ basePath }: TargetConfig): HttpOptions["basePath"] {
  if (basePath === undefined) return undefined;
  if (typeof basePath === "string" && /^(\/[\w.~-]+)+$/.test(basePath)) return basePath as `/${string}`;
  throw error("INVALID_TARGET_CONFIG", `aws.basePath is ${JSON.stringify(basePath)}; write it like "/v1"`);
}

/**
 * The source of a unit's entry: `handler` of `index.mjs`.
 *
 * @throws `INVALID_TARGET_CONFIG`, `UNKNOWN_SHAPE`, `UNIT_CLASH`
 */
export function entry(unit: Unit, config: TargetConfig): string {
  const carrier = CARRIERS[unit.shape];
  if (!carrier) throw error("UNKNOWN_SHAPE", `unit "${unit.name}": AWS has no shape "${unit.shape}"`);
  const [make, codec, wanted = []] = carrier;
  if (unit.trigger === "http") {
    const basePath = basePathOf(config);
    const options = basePath === undefined ? "" : JSON.stringify({ basePath });
    return lines(unit, [make, codec, "httpDispatch"], "routes", `${codec}(${options})`, "routes");
  }
  const { name } = functionOf(unit);
  const dispatch = unit.trigger === "task" ? "taskDispatch" : "eventDispatch";
  // Under a name of its own: a function may be called as the codec is.
  return lines(
    unit,
    [make, codec, dispatch],
    `${name} as fn`,
    `${codec}(${options(unit, config, wanted)})`,
    `"${name}", fn`,
  );
}

function lines(unit: Unit, names: readonly string[], imported: string, codec: string, dispatched: string): string {
  const [make, , dispatch] = names;
  return `import { ${names.join(", ")} } from "unmoor/aws";
import { ${imported} } from ${JSON.stringify(unit.module)};

export const handler = ${make}(${codec}, ${dispatch}(${dispatched}, { provider: "aws" }));
`;
}

/** The codec's build-time facts: those that are not what it assumes anyway. */
function options(unit: Unit, config: TargetConfig, wanted: readonly string[]): string {
  if (unit.trigger === "task") return "";
  const { deadLetter, partial, attempts } = factsOf(unit, config);
  const has = (fact: string): boolean => wanted.includes(fact);
  const facts = {
    ...(has("partial") && partial && { partial }),
    ...(deadLetter && { deadLetter }),
    ...(has("attempts") && attempts && { attempts }),
  };
  return Object.keys(facts).length ? JSON.stringify(facts) : "";
}
