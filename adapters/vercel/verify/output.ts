import type { DeployDocument, DeployedFunction, DeployedRoute, DeployedTrigger, Unit } from "unmoor/adapter";
import { list, type Members, members } from "./data.ts";
import { clocksOf, queuesOf } from "./triggers.ts";

const EVERYTHING: readonly DeployedRoute[] = [{ methods: ["*"], pattern: "^/" }];

/** A configuration of Build Output API v3. */
export const isOutput = ({ data }: DeployDocument): boolean => members(data).version === 3;
/** A function of it. */
export const isFunction = ({ data }: DeployDocument): boolean =>
  typeof members(data).handler === "string" && typeof members(data).runtime === "string";

/**
 * What a `.vercel/output` deploys. With config.json alone all units are taken to be there, and with a function's file
 * alone nothing is said of routes.
 *
 * @see https://vercel.com/docs/build-output-api/v3
 */
export function outputOf(documents: readonly DeployDocument[], units: readonly Unit[]): DeployedFunction[] {
  const config = documents.find(isOutput);
  const written = documents.filter(isFunction).map((each) => ({ document: each, name: nameOf(each, units) }));
  const alone = written[0] ? [] : units.map(({ name }) => ({ document: undefined, name }));
  return [...written, ...alone].map(({ document, name }): DeployedFunction => {
    const at = document?.file ?? config?.file ?? name;
    const data = members(document?.data);
    const queues = document && queuesOf(data.experimentalTriggers, `${at}: experimentalTriggers`);
    const routes = config ? routesTo(name, config) : EVERYTHING;
    return {
      names: [name],
      at,
      facts: document ? settings(data, at) : {},
      triggers: [
        // A trigger takes the function off the web.
        ...(queues?.[0] || !routes[0] ? [] : [requests(routes, config?.file ?? at)]),
        ...(queues ?? [{ shapes: ["queue"], at, facts: {}, always: true as const }]),
        ...clocksOf(name, config ?? { file: at, data: {} }, routes),
      ],
    };
  });
}

const requests = (routes: readonly DeployedRoute[], file: string): DeployedTrigger => ({
  shapes: ["fetch", "cloudevents", "task"],
  at: `${file}: routes`,
  facts: {},
  routes,
  always: true,
});

/** `functions/fulfil.func/.vc-config.json` → `fulfil`. */
function nameOf({ file }: DeployDocument, units: readonly Unit[]): string {
  const [, path = ""] = /(?:^|\/)([^/]+)\.func\/[^/]+$/.exec(file) ?? [];
  return path || (units.length === 1 ? (units[0]?.name ?? "") : file);
}

function settings(data: Members, at: string): DeployedFunction["facts"] {
  const { handler, runtime, maxDuration = 300, memory = 2048, shouldAddHelpers, supportsResponseStreaming } = data;
  return {
    handler: { value: handler, at: `${at}: handler` },
    runtime: { value: runtime, at: `${at}: runtime` },
    timeout: { value: maxDuration === "max" ? undefined : maxDuration, at: `${at}: maxDuration` },
    memory: { value: memory, at: `${at}: memory` },
    payload: { value: shouldAddHelpers === true ? "read by helpers" : "as it was sent", at: `${at}: shouldAddHelpers` },
    streaming: { value: supportsResponseStreaming === true, at: `${at}: supportsResponseStreaming` },
  };
}

/** Which requests are sent to a function; by its own path where files are looked up. */
function routesTo(name: string, { data }: DeployDocument): DeployedRoute[] {
  const routes = list(members(data).routes).map(members);
  const named = routes
    .filter(({ dest }) => destination(dest) === name)
    .map(({ src, methods }) => ({
      methods: methods === undefined ? ["*"] : list(methods).map(String),
      pattern: String(src),
    }));
  const files = routes.some(({ handle }) => handle === "filesystem") || !Array.isArray(members(data).routes);
  return files ? [...named, { methods: ["*"], pattern: `^/${name}/?$` }] : named;
}

const destination = (dest: unknown): string =>
  String(dest ?? "")
    .replace(/[?#].*$/, "")
    .replace(/^\/|\/$/g, "")
    .replace(/\.func$/, "");
