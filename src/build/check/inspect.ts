import type { Adapter, FunctionFacts } from "../../adapter/index.ts";
import { checkCode } from "../catalogue/check.ts";
import type { BuildError } from "../errors.ts";
import type { Planned, Prepared } from "../prepare.ts";

import type { Draft, Finding } from "./finding.ts";
import type { Reach, Reacher } from "./reach.ts";
import { rules, unitRules } from "./rules/index.ts";

/**
 * What the rules find in an app, before anything is bundled. What keeps functions from being built at all is in the
 * plans' `faults` (`findingOf`).
 *
 * @param providers every provider that is known, not the targets alone
 */
export async function inspect(
  { app, targets }: Prepared,
  providers: readonly Adapter[],
  reacher: Reacher,
): Promise<Finding[]> {
  const reaches = new Map<string, Reach>();
  for (const fn of app.functions) reaches.set(fn.name, await reacher.of(fn));
  return targets.flatMap((planned) => [
    ...planned.functions.flatMap((fn) => ofFunction(fn, planned, reaches, app.schemas, providers)),
    ...planned.units.flatMap((unit) =>
      unitRules.flatMap((rule) =>
        [...rule(unit, planned.target.adapter, planned.config)].map((draft) =>
          finding(
            draft,
            planned,
            unit.functions.map(({ name }) => name),
            reaches.get(unit.functions[0]?.name ?? ""),
          ),
        ),
      ),
    ),
  ]);
}

function ofFunction(
  fn: FunctionFacts,
  planned: Planned,
  reaches: ReadonlyMap<string, Reach>,
  schemas: ReadonlyMap<string, unknown>,
  providers: readonly Adapter[],
): Finding[] {
  const { adapter } = planned.target;
  const unit = planned.units.find(({ functions }) => functions.some(({ name }) => name === fn.name));
  const reach = reaches.get(fn.name);
  if (!reach) return [];
  const shape = unit && adapter.shapes[unit.shape];
  const subject = { adapter, fn, shape, carrier: unit?.shape, reach, schema: schemas.get(fn.name), providers };
  return rules.flatMap((rule) => [...rule(subject)]).map((draft) => finding(draft, planned, [fn.name], reach));
}

/** A draft with its target, and as grave as it is there: what was accepted by name is a note. */
export function finding(draft: Draft, planned: Planned, functions: readonly string[], reach?: Reach): Finding {
  const { code, accepts } = draft;
  const accepted =
    accepts !== undefined &&
    functions.length > 0 &&
    functions.every((name) => planned.accepted.has(name, accepts) || planned.accepted.has(name, code));
  return {
    ...draft,
    severity: accepted ? "note" : (draft.severity ?? checkCode(code)?.severity ?? "error"),
    target: planned.target.name,
    functions,
    place: draft.place ?? reach?.place,
    page: draft.page ?? planned.target.adapter.platform?.page,
    ...(accepted && { accepted }),
  };
}

/** Where in a definition the reason is, by code. */
const OPTIONS: Readonly<Record<string, string>> = { LIMIT_EXCEEDED: "timeout", INVALID_SCHEDULE: "source" };

/** What stops a build, as a finding. */
export async function findingOf(
  error: BuildError,
  planned: Planned,
  app: Prepared["app"],
  reacher: Reacher,
): Promise<Finding> {
  const { code, message, help, page, functions = [] } = error;
  const first = app.functions.find(({ name }) => name === functions[0]);
  const reach = first && (await reacher.of(first));
  const place = reach?.options.get(OPTIONS[code] ?? "") ?? reach?.place;
  return finding({ code, severity: "error", message, help, page, place }, planned, functions, reach);
}

/** One finding where several functions have the same reason at the same place. */
export function merged(findings: readonly Finding[]): Finding[] {
  const groups = Map.groupBy(findings, ({ code, target, place, severity, page }) =>
    JSON.stringify([code, target, place, severity, page]),
  );
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const alike = others.filter((each) => renamed(each) === renamed(first));
    const functions = [...new Set([first, ...alike].flatMap((each) => each.functions))];
    const names = functions.map((name) => `"${name}"`).join(", ");
    const message = first.message.replace(`"${first.functions[0]}"`, () => names);
    return [
      { ...first, functions, message: alike[0] ? message : first.message },
      ...others.filter((each) => !alike.includes(each)),
    ];
  });
}

const renamed = ({ message, functions: [name] }: Finding): string => message.replace(`"${name}"`, () => '""');
