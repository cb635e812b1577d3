import { error, type TargetConfig, type Unit } from "unmoor/adapter";
import { route } from "./route.ts";
import { shapeOf } from "./source.ts";

/** One entry of `routes` in config.json. */
export interface OutputRoute {
  readonly src: string;
  readonly dest: string;
  readonly methods?: readonly string[];
}

/** Methods of what is called from outside and is no HTTP function, by shape; the others are private. */
const CALLED: Readonly<Record<string, readonly string[]>> = {
  cloudevents: ["POST"],
  cron: ["GET"],
  task: ["POST"],
};

/**
 * Where requests go. Cron jobs, tasks and receivers of CloudEvents are called by their units' names. Of the rest one
 * HTTP unit takes everything, its 404 included; of several, the first takes what no other names. Functions with a
 * trigger are on no route.
 *
 * @throws `ROUTE_CLASH` when an HTTP function has the path of one that is called by name
 * @see https://vercel.com/docs/build-output-api/v3/configuration#routes
 */
export function routes(units: readonly Unit[], config: TargetConfig): OutputRoute[] {
  const http = units.filter(({ trigger }) => trigger === "http");
  const called = units.flatMap((unit): OutputRoute[] => {
    const methods = CALLED[shapeOf(unit, config)];
    if (!methods) return [];
    const dest = `/${unit.name}`;
    const rival = http
      .flatMap(({ functions }) => functions)
      .find((fn) => fn.path === dest && (fn.methods ?? ["*"]).some((name) => name === "*" || methods.includes(name)));
    if (rival)
      throw error("ROUTE_CLASH", `"${rival.name}" and "${unit.name}" (${unit.trigger}) both answer ${methods} ${dest}`);
    return [{ src: route(dest).src, dest, methods }];
  });
  return [...called, ...httpRoutes(http)];
}

function httpRoutes(units: readonly Unit[]): OutputRoute[] {
  const [first, ...others] = units;
  if (!first) return [];
  const paths = others.length
    ? units.flatMap((unit) => unit.functions.map(({ path = "/**" }) => ({ path, unit })))
    : [];
  return [
    ...paths
      .map(({ path, unit }) => ({ ...route(path), dest: `/${unit.name}` }))
      .sort((a, b) => b.rank.localeCompare(a.rank)),
    { src: "^/.*$", dest: `/${first.name}`, rank: "" },
  ].map(({ src, dest }) => ({ src, dest }));
}
