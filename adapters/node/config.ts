import { error, type FunctionFacts, type TargetConfig, type Unit } from "unmoor/adapter";
import { TIMEOUT_MS } from "./timeouts.ts";

/** What this target reads of its config, checked. */
export interface Settings {
  /** Node's major version in the image. */
  readonly node: string;
  /** Path of the health probe. */
  readonly health: string;
  /** Trusted proxies before the server. */
  readonly proxies: number;
  readonly timeoutMs: number;
  readonly lingerMs: number;
  readonly graceMs: number;
  /** Name of the Knative broker. */
  readonly broker: string;
  /** URI of who keeps what is exhausted or rejected. */
  readonly deadLetterSink: string | undefined;
}

/** Releases with long-term support: https://nodejs.org/en/about/previous-releases */
const NODES = ["24", "22"];

/**
 * The target's settings: `node` (`"24"` or `"22"`), `health` (`"/healthz"`), `proxies` (0), `timeoutSeconds` (300),
 * `lingerSeconds` (0), `graceSeconds` (25), `broker` (`"default"`), `deadLetterSink` (none).
 *
 * @throws `INVALID_TARGET_CONFIG`
 */
export function settingsOf(config: TargetConfig): Settings {
  const whole = (key: string, byDefault: number, most: number, least = 0): number => {
    const value = config[key] ?? byDefault;
    if (!Number.isInteger(value) || Number(value) < least || Number(value) > most)
      throw wrong(key, value, `a whole number from ${least} to ${most}`);
    return Number(value);
  };
  const text = (key: string, byDefault: string, pattern: RegExp, what: string): string => {
    const value = String(config[key] ?? byDefault);
    if (!pattern.test(value)) throw wrong(key, value, what);
    return value;
  };
  return {
    node: text(
      "node",
      NODES[0] as string,
      new RegExp(`^(${NODES.join("|")})$`),
      NODES.map((n) => `"${n}"`).join(" or "),
    ),
    health: text("health", "/healthz", /^\/[\w./~-]*$/, "a path: /healthz"),
    proxies: whole("proxies", 0, 16),
    timeoutMs: whole("timeoutSeconds", TIMEOUT_MS / 1000, 86_400, 1) * 1000,
    lingerMs: whole("lingerSeconds", 0, 3600) * 1000,
    graceMs: whole("graceSeconds", 25, 3600) * 1000,
    broker: text("broker", "default", /^[a-z\d]([a-z\d.-]*[a-z\d])?$/, "the name of a Knative broker"),
    deadLetterSink:
      config.deadLetterSink === undefined
        ? undefined
        : text("deadLetterSink", "", /^https?:\/\/\S+$/, "the URI of a sink: http://letters.default.svc.cluster.local"),
  };
}

const wrong = (key: string, value: unknown, what: string): Error =>
  error("INVALID_TARGET_CONFIG", `node.${key} is ${JSON.stringify(value)}; write ${what}`);

/** Functions that events are sent to. */
export const eventFunctions = (units: readonly Unit[]): FunctionFacts[] =>
  units.flatMap(({ trigger, functions }) => (/^(http|task|schedule)$/.test(trigger) ? [] : functions));

/**
 * What a target needs to be whole, beside its settings: somebody who keeps dead letters, paths that are one function's
 * each, and all HTTP functions in one unit.
 *
 * @throws `INVALID_TARGET_CONFIG`, `INVALID_UNIT`, `ROUTE_CLASH`
 */
export function check(units: readonly Unit[], config: TargetConfig): void {
  const { deadLetterSink, health } = settingsOf(config);
  const unkept = eventFunctions(units).find(({ deadLetter }) => !deadLetter);
  if (unkept && !deadLetterSink)
    throw error(
      "INVALID_TARGET_CONFIG",
      `what "${unkept.name}" rejects would be lost: name a sink that keeps it (node.deadLetterSink=http://…), or give it a deadLetter handler`,
    );
  const http = units.filter(({ trigger }) => trigger === "http");
  if (http[1])
    throw error(
      "INVALID_UNIT",
      `one process has one router: put ${http.map(({ name }) => `"${name}"`).join(" and ")} into one unit`,
    );
  for (const { name, methods = [], path = "" } of http[0]?.functions ?? []) {
    if (path === health && /^(GET|\*)$/m.test(methods.join("\n")))
      throw error("ROUTE_CLASH", `"${name}" and the health probe both answer GET ${path}; set node.health`);
    const task = units.find(
      ({ trigger, functions }) => trigger === "task" && functions.some((fn) => `/${fn.name}` === path),
    );
    if (task && /^(POST|\*)$/m.test(methods.join("\n")))
      throw error("ROUTE_CLASH", `"${name}" and the task "${path.slice(1)}" both answer POST ${path}; change one`);
  }
}
