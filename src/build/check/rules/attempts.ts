import { pageOf, placeOf, type Rule } from "../subject.ts";

/** More or fewer deliveries than can be asked for. */
export const attempts: Rule = function* (subject) {
  const { fn, shape, adapter, carrier } = subject;
  const limit = shape?.limits.attempts;
  if (!fn.attempts || !limit || (fn.attempts >= limit[0] && fn.attempts <= limit[1])) return;
  yield {
    code: "ATTEMPTS_LIMIT",
    message: `"${fn.name}" asks for ${fn.attempts} deliveries, and ${adapter.name} ${carrier} makes ${limit[0]} to ${limit[1]}`,
    help: `change attempts, for this target alone in targets.${adapter.name}.functions.${fn.name}.attempts`,
    page: pageOf(subject),
    place: placeOf(subject, "attempts"),
  };
};
