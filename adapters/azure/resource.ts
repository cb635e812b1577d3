import { error, type FunctionFacts, type TargetConfig } from "unmoor/adapter";

/** What names may look like: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
const NAMES: Readonly<Record<string, RegExp>> = {
  "service-bus": /^[A-Za-z\d](?:[\w./-]{0,258}[A-Za-z\d])?$/,
  "service-bus-topic": /^[A-Za-z\d](?:[\w./-]{0,258}[A-Za-z\d])?$/,
  "storage-queue": /^(?=.{3,63}$)[a-z\d]+(?:-[a-z\d]+)*$/,
  "event-hubs": /^[A-Za-z\d](?:[\w.-]{0,254}[A-Za-z\d])?$/,
  kafka: /^[\w.-]{1,249}$/,
  blob: /^(?=.{3,63}$)[a-z\d]+(?:-[a-z\d]+)*$/,
  "event-grid": /^[A-Za-z\d-]{3,50}$/,
};

/**
 * A map of texts in the config.
 *
 * @throws `INVALID_TARGET_CONFIG`
 */
export function strings(config: TargetConfig, key: string): Readonly<Record<string, string>> {
  const map = config[key] ?? {};
  if (typeof map === "object" && Object.values(map).every((value) => typeof value === "string"))
    return map as Readonly<Record<string, string>>;
  throw error("INVALID_TARGET_CONFIG", `azure.${key} is ${JSON.stringify(map)}; write names and texts`);
}

/** Whether a source exists already, and is not to be made. */
export const exists = ({ source }: FunctionFacts, config: TargetConfig): boolean =>
  Object.hasOwn(strings(config, "resources"), source?.name ?? "");

/**
 * Name of a function's queue, topic, hub or container: what `resources` says, which may be an app setting
 * (`%ORDERS%`), or else its name in the app.
 *
 * @throws `INVALID_NAME` where Azure takes no such name
 */
export function resourceName(fn: FunctionFacts, shape: string, config: TargetConfig): string {
  const own = fn.source?.name ?? "";
  const name = strings(config, "resources")[own] ?? own;
  if (/^%\w+%$/.test(name) || NAMES[shape]?.test(name)) return name;
  throw error("INVALID_NAME", `"${name}" of "${fn.name}" cannot be a ${shape} on Azure; name it in azure.resources`);
}
