import type {
  DeployedFunction,
  DeployedTrigger,
  Found,
  TargetConfig,
  Unit,
  Verifier,
  Wanted,
} from "../../adapter/index.ts";
import { facts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { unexposed } from "./routes.ts";

/** A finding, of whichever target. */
export type Difference = Omit<Finding, "target">;

/** A name in any spelling: `OrdersFulfil`, `orders-fulfil`. */
const plain = (name: string): string => name.toLowerCase().replace(/[^a-z\d]/g, "");

/**
 * What of a deployment is missing for some units or contradicts them.
 *
 * @param file what was compared, in words
 * @returns findings in the order of the units
 */
export function compare(
  units: readonly Unit[],
  deployed: readonly DeployedFunction[],
  verifier: Verifier,
  config: TargetConfig,
  file: string,
): Difference[] {
  return units.flatMap((unit) => {
    const names = unit.functions.map(({ name }) => name).join(", ");
    const found = match(verifier.names(unit, config).map(plain), deployed);
    if (!found) {
      const others = deployed.map((each) => each.names[0]).join(", ");
      const { page } = verifier.expect(unit, config, { names: [], at: file, facts: {}, triggers: [] });
      return {
        code: "FUNCTION_MISSING",
        severity: "error",
        function: names,
        message: `nothing in the file runs the unit "${unit.name}"${others ? `: it has ${others}` : ""}`,
        where: file,
        help: `deploy the folder ${unit.name}, or call its function ${verifier.names(unit, config).join(" or ")}`,
        page,
      } satisfies Difference;
    }
    return compareUnit(unit, names, found, verifier, config);
  });
}

/** By the surest name that any function has. */
function match(names: readonly string[], deployed: readonly DeployedFunction[]): DeployedFunction | undefined {
  const most = Math.max(0, ...deployed.map((each) => each.names.length));
  for (let at = 0; at < most; at++) {
    const found = deployed.find((each) => names.includes(plain(each.names[at] ?? "")));
    if (found) return found;
  }
  return undefined;
}

function compareUnit(
  unit: Unit,
  names: string,
  found: DeployedFunction,
  verifier: Verifier,
  config: TargetConfig,
): Difference[] {
  const shape = verifier.shape?.(unit, config) ?? unit.shape;
  const trigger = choose(shape, unit, found);
  const { write, page, wanted, calls = [] } = verifier.expect(unit, config, found, trigger);
  const findings: Difference[] = [];
  const add = (finding: Pick<Difference, "code" | "message" | "where"> & Partial<Difference>): number =>
    findings.push({ severity: "error", function: names, help: `write ${write}`, page, ...finding });
  if (!trigger && write !== undefined) {
    const other = found.triggers.find(({ always }) => !always);
    if (other)
      add({
        code: "TRIGGER_DIFFERS",
        message: `it is started by ${other.shapes.join(" or ")}, and its code was built for ${shape}`,
        where: other.at,
      });
    else
      add({
        code: "TRIGGER_MISSING",
        message: `nothing starts it, and its code waits for ${shape}`,
        where: found.at,
      });
  }
  const http = unit.functions.filter((fn) => fn.trigger === "http");
  const called = [...http, ...calls.map((each) => ({ ...each, name: names }))];
  for (const each of trigger?.routes ? called : [])
    for (const route of unexposed(each, trigger?.routes ?? []))
      add({
        code: "ROUTE_MISSING",
        function: each.name,
        message: `${route} is not exposed`,
        where: trigger?.at ?? found.at,
      });
  for (const want of wanted) {
    const finding = difference(want, trigger?.facts[want.fact] ?? found.facts[want.fact]);
    if (finding) add(finding);
  }
  return findings;
}

/** The trigger that the code was built for: of several the one with the source's own name. */
function choose(shape: string, { functions }: Unit, { triggers }: DeployedFunction): DeployedTrigger | undefined {
  const fitting = triggers.filter(({ shapes }) => shapes.includes(shape));
  const source = plain(functions[0]?.source?.name ?? "");
  return (
    fitting.find(({ sources = [] }) => source && sources.some((name) => plain(name).includes(source))) ?? fitting[0]
  );
}

/** What is wrong with a fact; undefined where nothing is, or where the file cannot say. */
function difference({ fact, value, write, page, severity = "error" }: Wanted, found: Found | undefined) {
  if (!found || found.value === undefined) return undefined;
  const { code, what, unit, holds } = facts[fact];
  if (holds(found.value, value)) return undefined;
  const said = unit && typeof found.value === "number" ? `${found.value} ${unit}` : words(found.value);
  const message =
    typeof value === "boolean" && typeof found.value === "boolean"
      ? `${what} is ${value ? "missing" : "there, and must not be"}`
      : `${what} is ${said}, and the code needs ${holds === facts.timeout.holds ? "at least " : ""}${unit ? `${value} ${unit}` : words(value)}`;
  return { code, severity, message, where: found.at, help: `write ${write}`, page };
}

const words = (value: unknown): string =>
  typeof value === "string"
    ? `"${value}"`
    : Array.isArray(value) && value.every((each) => typeof each === "string")
      ? value.join(" or ")
      : JSON.stringify(value);
