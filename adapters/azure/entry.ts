import { error, type TargetConfig, type Unit } from "unmoor/adapter";
import { binding } from "./binding.ts";
import type { AuthLevel } from "./carrier/register.ts";
import { factsOf, limitOf } from "./facts.ts";
import { functionName, registeredName } from "./name.ts";
import { route } from "./route.ts";

const AUTH_LEVELS: readonly AuthLevel[] = ["anonymous", "function", "admin"];

/** What the runtime calls the codec of an event shape. */
const CODECS: Readonly<Record<string, string>> = {
  "service-bus": "serviceBus",
  "service-bus-topic": "serviceBusTopic",
  "storage-queue": "storageQueue",
  "event-hubs": "eventHubs",
  kafka: "kafka",
  timer: "timer",
  "event-grid": "eventGrid",
  blob: "blob",
};

/**
 * The source of a unit's chunk: exports `handler`, and of several event functions or tasks `handler2` and so on.
 *
 * @throws `INVALID_TARGET_CONFIG`
 */
export function entry(unit: Unit, config: TargetConfig): string {
  const { easyAuth = false } = config;
  if (typeof easyAuth !== "boolean")
    throw error("INVALID_TARGET_CONFIG", `azure.easyAuth is ${JSON.stringify(easyAuth)}; write true or false`);
  const from = JSON.stringify(unit.module);
  const codec = CODECS[unit.shape];
  if (unit.trigger === "http")
    return `import { httpDispatch, httpStream, streamed } from "unmoor/azure";
import { routes } from ${from};

export const handler = streamed(httpStream(${easyAuth ? "{ easyAuth: true }" : ""}), httpDispatch(routes, { provider: "azure" })${limit(unit.timeoutMs)});
`;
  const [carrier, dispatch, made] =
    unit.trigger === "task" ? ["called", "taskDispatch", "httpTask"] : ["delivered", "eventDispatch", codec as string];
  const imports = unit.functions.map(({ name }, i) => `${name} as f${i}`).join(", ");
  const handlers = unit.functions.map((fn, i) => {
    const { name, timeoutMs = unit.timeoutMs } = fn;
    const facts = unit.trigger === "task" ? "" : JSON.stringify(factsOf(fn, unit.shape, config));
    return `export const ${exported(i)} = ${carrier}(${made}(${facts}), ${dispatch}(${JSON.stringify(name)}, f${i}, { provider: "azure" })${limit(limitOf(unit.shape, timeoutMs))});\n`;
  });
  return `import { ${[carrier, dispatch, made].sort().join(", ")} } from "unmoor/azure";
import { ${imports} } from ${from};

${handlers.join("")}`;
}

const limit = (timeoutMs: number | undefined): string =>
  timeoutMs === undefined ? "" : `, { timeoutMs: ${timeoutMs} }`;
const exported = (index: number): string => (index ? `handler${index + 1}` : "handler");

/**
 * The source of the one module that registers the app's functions. The first HTTP unit takes every path that no other
 * one names.
 *
 * @throws `INVALID_TARGET_CONFIG`, `INVALID_NAME`, `MISSING_TRAIT`
 */
export function main(units: readonly Unit[], config: TargetConfig): string {
  const { authLevel = "anonymous" } = config;
  if (!AUTH_LEVELS.includes(authLevel as AuthLevel))
    throw error("INVALID_TARGET_CONFIG", `azure.authLevel is ${authLevel}; use ${AUTH_LEVELS.join(", ")}`);
  const first = units.find(({ trigger }) => trigger === "http");
  const registrations = units.flatMap((unit) => {
    const load = (index: number): string => {
      const chunk = `import(${JSON.stringify(`unmoor:unit/${unit.name}`)})`;
      return index ? `() => ${chunk}.then((unit) => ({ handler: unit.${exported(index)} }))` : `() => ${chunk}`;
    };
    if (unit.trigger !== "http")
      return unit.functions.map((fn, index) => {
        const name = JSON.stringify(registeredName(unit, fn));
        return unit.trigger === "task"
          ? // Anybody who may call it can make it work: always with a key.
            `{ name: ${name}, route: ${JSON.stringify(fn.name)}, authLevel: "${authLevel === "admin" ? "admin" : "function"}", methods: ["POST"], load: ${load(index)} }`
          : `{ name: ${name}, ...${JSON.stringify(binding(fn, unit, config))}, load: ${load(index)} }`;
      });
    const templates = unit === first ? ["{*path}"] : unit.functions.map(({ path = "/**" }) => route(path));
    return templates.map((template, nth) => {
      const name = functionName(nth ? `${unit.name}-${nth + 1}` : unit.name);
      return `{ name: "${name}", route: ${JSON.stringify(template)}, authLevel: "${authLevel}", load: ${load(0)} }`;
    });
  });
  return `import { register } from "unmoor/azure";

register([
${registrations.map((line) => `  ${line},\n`).join("")}]);
`;
}
