import { error, type FunctionFacts, type TargetConfig, type Unit } from "unmoor/adapter";

/** Letters, digits and `-`, a letter first, 49 at most: https://docs.cloud.google.com/run/docs/deploying */
export function serviceName(app: string, { name, trigger }: Unit): string {
  return slug(trigger === "http" && name === "http" ? app : `${app}-${name}`, 49);
}

/** Also the id of a service account: 30 at most. */
export function slug(text: string, length: number): string {
  const plain = text.toLowerCase().replace(/[^a-z\d]+/g, "-");
  return (
    plain
      .replace(/^[^a-z]+/, "")
      .slice(0, length)
      .replace(/-$/, "") || "app"
  );
}

/**
 * Whether a unit is a function under functions-framework or a service with our own server. An HTTP unit's shape says it;
 * the others go the way that HTTP goes.
 */
export function carrierOf({ trigger, shape }: Unit, config: TargetConfig): "function" | "service" {
  return (trigger === "http" ? shape : config.http) === "service" ? "service" : "function";
}

/**
 * The one function of a unit of events or of a task.
 *
 * @throws `INVALID_UNIT`
 */
export function onlyFunction(unit: Unit): FunctionFacts {
  const [fn, other] = unit.functions;
  if (!fn || other)
    throw error(
      "INVALID_UNIT",
      `the unit "${unit.name}" has ${unit.functions.length} functions; one starts one service on Google Cloud`,
    );
  return fn;
}

/** A resource of Google Cloud: made by the fragment, or there already. */
export interface Resource {
  readonly name: string;
  readonly exists: boolean;
}

/**
 * The resource behind a source: what `gcp.resources` calls it, else one of the source's own name, which the fragment
 * creates.
 *
 * @throws `INVALID_TARGET_CONFIG` where Google would refuse the name
 */
export function resourceOf(source: string, pattern: RegExp, what: string, config: TargetConfig): Resource {
  const given = (config.resources as Readonly<Record<string, string>> | undefined)?.[source];
  const name = given ?? source;
  if (!pattern.test(name))
    throw error(
      "INVALID_TARGET_CONFIG",
      `"${name}" is no name of a ${what}; name one that exists: gcp.resources["${source}"]`,
    );
  return { name, exists: given !== undefined };
}
