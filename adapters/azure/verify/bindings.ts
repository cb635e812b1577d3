import { cronTimes, type DeployDocument, type DeployedFunction, type DeployedTrigger } from "unmoor/adapter";
import { list, type Members, members } from "./data.ts";

/** Which shapes a trigger's type may carry. */
const SHAPES: Readonly<Record<string, (binding: Members) => readonly string[]>> = {
  httptrigger: () => ["stream", "http-task"],
  servicebustrigger: ({ topicName }) => [topicName === undefined ? "service-bus" : "service-bus-topic"],
  queuetrigger: () => ["storage-queue"],
  eventhubtrigger: () => ["event-hubs"],
  kafkatrigger: () => ["kafka"],
  timertrigger: () => ["timer"],
  eventgridtrigger: () => ["event-grid", "blob"],
};

/** A function.json. */
export const isFunction = ({ data }: DeployDocument): boolean => Array.isArray(members(data).bindings);

/**
 * A function by its bindings.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-triggers-bindings
 */
export function functionOf({ file, data }: DeployDocument): DeployedFunction {
  const { bindings, retry, disabled, name } = members(data);
  const triggers = list(bindings)
    .map(members)
    .flatMap((binding, nth): DeployedTrigger[] => {
      const type = String(binding.type);
      if (!/trigger$/i.test(type)) return [];
      const at = `${file}: bindings[${nth}]`;
      const shapes = SHAPES[type.toLowerCase()]?.(binding) ?? [type];
      return [triggerOf(binding, shapes, at, { file, retry, disabled })];
    });
  return {
    names: [file.split("/").at(-2) ?? "", ...(typeof name === "string" ? [name] : [])],
    at: file,
    facts: {},
    triggers,
  };
}

/** An app setting's name is no value. */
const set = (value: unknown): unknown => (/^%.*%$/.test(String(value)) ? undefined : value);

function triggerOf(
  binding: Members,
  shapes: readonly string[],
  at: string,
  { file, retry, disabled }: { readonly file: string; readonly retry: unknown; readonly disabled: unknown },
): DeployedTrigger {
  const {
    queueName,
    topicName,
    eventHubName,
    topic,
    schedule,
    isSessionsEnabled,
    authLevel = "function",
    route,
    methods,
  } = binding;
  const source = queueName ?? topicName ?? eventHubName ?? topic;
  const { maxRetryCount } = members(retry);
  const retried = /^(timer|event-hubs|kafka)$/.test(shapes[0] ?? "");
  return {
    shapes,
    ...(source !== undefined && { sources: [String(source)] }),
    at,
    facts: {
      enabled: { value: disabled !== true, at: `${file}: disabled` },
      ...(source !== undefined && set(source) !== undefined && { filter: { value: { source: [source] }, at } }),
      ...(schedule !== undefined && { cron: { value: set(schedule) && times(schedule), at: `${at}.schedule` } }),
      ...(shapes[0] === "service-bus" && {
        order: { value: isSessionsEnabled === true, at: `${at}.isSessionsEnabled` },
      }),
      ...(retried && {
        attempts: { value: maxRetryCount === undefined ? 1 : attempts(Number(maxRetryCount)), at: `${file}: retry` },
      }),
      ...(shapes[0] === "stream" && { access: { value: String(authLevel).toLowerCase(), at: `${at}.authLevel` } }),
    },
    ...(shapes[0] === "stream" && {
      routes: [
        {
          methods: methods === undefined ? ["*"] : list(methods).map((each) => String(each).toUpperCase()),
          pattern: patternOf(String(route ?? "")),
        },
      ],
    }),
  };
}

/** A policy without an end has no number. */
export const attempts = (retries: number): number | "any" => (retries < 0 ? "any" : retries + 1);

/** When an NCRONTAB expression runs, comparable. */
export function times(schedule: unknown): string {
  if (typeof schedule !== "string") return JSON.stringify(schedule);
  const fields = schedule.trim().split(/\s+/);
  const [first, ...rest] = fields;
  const five = fields.length === 6 && /^0+$/.test(first ?? "") ? rest : fields;
  return cronTimes(five, 0) ?? schedule;
}

/** A route template of ASP.NET Core over the path. */
function patternOf(template: string): string {
  const segments = template
    .split("/")
    .filter(Boolean)
    .map((segment) => {
      if (/^\{\*+\w+.*\}$/.test(segment)) return "(/.*)?";
      if (/^\{\w+.*\?\}$/.test(segment)) return "(/[^/]+)?";
      return `/${segment.replace(/\{\w+[^}]*\}|[\\^$.*+?()[\]{}|]/g, (part) => (part.length > 1 ? "[^/]+" : `\\${part}`))}`;
    });
  return `^${segments.join("") || "/"}/?$`;
}
