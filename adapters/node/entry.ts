import { error, type FunctionFacts, type TargetConfig, type Unit } from "unmoor/adapter";
import { check, settingsOf } from "./config.ts";

/** What the runtime calls the codec of a shape. */
const CODECS: Readonly<Record<string, string>> = {
  http: "nodeHttp",
  cloudevents: "cloudEvents",
  ordered: "orderedEvents",
  bucket: "bucketEvents",
  cron: "cron",
  task: "task",
};

/**
 * The source of a unit's chunk: exports `handler` of HTTP functions, and `handlers` by name of all others.
 *
 * @throws `UNKNOWN_SHAPE`, `INVALID_TARGET_CONFIG`
 */
export function entry(unit: Unit, config: TargetConfig): string {
  const codec = CODECS[unit.shape];
  if (!codec)
    throw error(
      "UNKNOWN_SHAPE",
      `unit "${unit.name}": node has no shape "${unit.shape}"; use ${Object.keys(CODECS).join(", ")}`,
    );
  const { proxies, timeoutMs: most } = settingsOf(config);
  const module = JSON.stringify(unit.module);
  const limit = ({ timeoutMs = unit.timeoutMs ?? most }: Partial<FunctionFacts> = {}): string =>
    `timeoutMs: ${timeoutMs}`;
  if (unit.trigger === "http")
    return `import { httpDispatch, listener, nodeHttp } from "unmoor/node";
import { routes } from ${module};

export const handler = listener(nodeHttp(${proxies ? `{ proxies: ${proxies} }` : ""}), httpDispatch(routes, { provider: "node" }), { ${limit()} });
`;
  const [carrier, dispatch] = {
    task: ["receiver", "taskDispatch"],
    cron: ["runner", "eventDispatch"],
  }[unit.shape] ?? ["receiver", "eventDispatch"];
  const problems = unit.shape === "task" ? ["problemOf"] : [];
  const handlers = unit.functions.map((fn, i) => {
    const made = `${codec}(${unit.shape === "task" ? "" : JSON.stringify(factsOf(fn))})`;
    const name = JSON.stringify(fn.name);
    const refusal = problems[0] ? ", refusal: problemOf" : "";
    return `  ${name}: ${carrier}(${made}, ${dispatch}(${name}, f${i}, { provider: "node" }), { ${limit(fn)}${refusal} }),\n`;
  });
  return `import { ${[carrier, codec, dispatch, ...problems].sort().join(", ")} } from "unmoor/node";
import { ${unit.functions.map(({ name }, i) => `${name} as f${i}`).join(", ")} } from ${module};

export const handlers = {
${handlers.join("")}};
`;
}

/** What the fragment does is what the codec knows. */
const factsOf = ({ source, deadLetter = false }: FunctionFacts): object => ({
  ...(source?.match && { match: source.match }),
  deadLetter,
});

/**
 * The source of the server: all units are loaded before it listens, so that one that cannot be loaded ends the process
 * and not the first request.
 *
 * @throws what `check` throws
 */
export function main(units: readonly Unit[], config: TargetConfig): string {
  check(units, config);
  const { health, lingerMs, graceMs } = settingsOf(config);
  const of = (is: (unit: Unit) => boolean): string[] => units.flatMap((unit, i) => (is(unit) ? [`u${i}`] : []));
  const [http] = of(({ trigger }) => trigger === "http");
  const spread = (kind: string, names: readonly string[]): string[] =>
    names[0] ? [`${kind}: { ${names.map((name) => `...${name}.handlers`).join(", ")} }`] : [];
  const jobs = units.flatMap(({ trigger, functions }, i) =>
    functions.flatMap(({ name, source: { cron, timeZone } = { kind: "schedule" } }) =>
      trigger === "schedule"
        ? [
            `    { name: "${name}", cron: ${JSON.stringify(cron)}, timeZone: ${JSON.stringify(timeZone ?? "UTC")}, run: u${i}.handlers.${name} },\n`,
          ]
        : [],
    ),
  );
  const members = [
    ...(http ? [`http: ${http}.handler`] : []),
    ...spread(
      "events",
      of(({ trigger }) => !/^(http|task|schedule)$/.test(trigger)),
    ),
    ...spread(
      "tasks",
      of(({ trigger }) => trigger === "task"),
    ),
    ...(jobs[0] ? [`schedules: schedules([\n${jobs.join("")}  ])`] : []),
    `health: ${JSON.stringify(health)}`,
    `lingerMs: ${lingerMs}`,
    `graceMs: ${graceMs}`,
  ];
  return `import { ${jobs[0] ? "schedules, " : ""}serve } from "unmoor/node";

const [${units.map((_, i) => `u${i}`).join(", ")}] = await Promise.all([
${units.map(({ name }) => `  import(${JSON.stringify(`unmoor:unit/${name}`)}),\n`).join("")}]);

serve({
${members.map((member) => `  ${member},\n`).join("")}}, process);
`;
}
