import { pageOf, placeOf, type Rule } from "../subject.ts";

/** A timeout that the platform grants on some plans only. What it never grants, the plan of the units refuses. */
export const duration: Rule = function* (subject) {
  const { fn, shape, adapter } = subject;
  const ms = fn.timeoutMs ?? 0;
  if (shape?.limits.durationMs !== undefined && ms > shape.limits.durationMs) return;
  const plan = shape?.limits.plans?.find((each) => ms > each.durationMs);
  if (plan)
    yield {
      code: "PLAN_LIMIT",
      message: `"${fn.name}" asks for ${ms / 1000} s, which not every plan of ${adapter.name} grants: ${plan.says}`,
      help: "lower the timeout, or see to it that the plan grants it",
      page: plan.page ?? pageOf(subject),
      place: placeOf(subject, "timeout"),
      accepts: "PLAN_LIMIT",
    };
};
