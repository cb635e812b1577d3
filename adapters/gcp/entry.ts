import { error, type TargetConfig, type Unit } from "unmoor/adapter";
import type { HttpOptions } from "./codec/http.ts";
import { attemptsOf, audienceOf, timeoutSeconds } from "./deploy.ts";
import { carrierOf, onlyFunction } from "./names.ts";

/** The codecs of events and tasks, by shape. */
const CODECS: Readonly<Record<string, string>> = {
  pubsub: "pubsub",
  "cloud-tasks": "cloudTasks",
  eventarc: "eventarc",
  "cloud-storage": "cloudStorage",
  scheduler: "scheduler",
  task: "task",
};

/**
 * The source of a unit's entry: exports `handler` for functions-framework, or is the server.
 *
 * @throws `UNKNOWN_SHAPE`, `INVALID_UNIT`, `INVALID_TARGET_CONFIG`
 */
export function entry(unit: Unit, config: TargetConfig): string {
  const codec = CODECS[unit.shape];
  if (!codec && unit.shape !== "function" && unit.shape !== "service")
    throw error(
      "UNKNOWN_SHAPE",
      `unit "${unit.name}": gcp has no shape "${unit.shape}"; use function, service, ${Object.keys(CODECS).join(", ")}`,
    );
  const service = carrierOf(unit, config) === "service";
  const timeout = `{ timeoutMs: ${timeoutSeconds(unit, config) * 1000} }`;
  const module = JSON.stringify(unit.module);
  let names = ["httpDispatch", "listener", "nodeHttp"];
  let imported = `{ routes }`;
  let listen = `listener(nodeHttp(${httpOptions(config)}), httpDispatch(routes, { provider: "gcp" }), ${timeout})`;
  if (codec) {
    const { name } = onlyFunction(unit);
    const dispatch = codec === "task" ? "taskDispatch" : "eventDispatch";
    const receiver = codec === "task" ? "taskReceiver" : "receiver";
    names = [codec, dispatch, receiver, ...(audienceOf(unit, config) ? ["idToken"] : [])].sort();
    // Under a name that no codec has.
    imported = `{ ${name} as fn }`;
    const built = `${codec}(${eventOptions(unit, config)})`;
    const delays = codec === "cloudTasks" ? ", delays: true" : "";
    listen = `${receiver}(${built}, ${dispatch}(${JSON.stringify(name)}, fn, { provider: "gcp"${delays} }), ${timeout})`;
  }
  if (service) names.push("serve");
  return `import { ${names.join(", ")} } from "unmoor/gcp";
import ${imported} from ${module};

${service ? `serve(${listen}, process)` : `export const handler = ${listen}`};
`;
}

/** What the fragment does is what the codec knows. */
function eventOptions(unit: Unit, config: TargetConfig): string {
  if (unit.shape === "task") return "";
  const { source, deadLetter = false } = onlyFunction(unit);
  const { kind, name, match } = source ?? {};
  const audience = audienceOf(unit, config);
  const told = unit.shape === "pubsub" || unit.shape === "cloud-tasks";
  const facts = JSON.stringify({
    ...(unit.shape === "pubsub" && { kind }),
    ...(unit.shape === "eventarc" ? { match, topic: name } : { channel: name }),
    ...(told && { attempts: attemptsOf(unit) }),
    deadLetter,
  });
  if (!audience) return facts;
  // Deployed with --no-allow-unauthenticated: Cloud Run verifies signatures, and takes them off.
  const sender = JSON.stringify({ audience, email: config.invoker, iam: true });
  return `${facts.slice(0, -1)},"sender":idToken(${sender})}`;
}

function httpOptions(config: TargetConfig): string {
  const options: Record<string, boolean> = {};
  for (const key of ["loadBalancer", "iap"] satisfies (keyof HttpOptions)[]) {
    const value = config[key] ?? false;
    if (typeof value !== "boolean")
      throw error("INVALID_TARGET_CONFIG", `gcp.${key} is ${JSON.stringify(value)}; write true or false`);
    if (value) options[key] = true;
  }
  return Object.keys(options).length ? JSON.stringify(options) : "";
}
