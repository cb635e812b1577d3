import { pageOf, type Rule } from "../subject.ts";

/** A `Retry` with a delay, where the provider keeps none or not such a long one. */
export const delay: Rule = function* (subject) {
  const { fn, shape, adapter, carrier, reach } = subject;
  if (!fn.source || !shape) return;
  const { delay: trait } = shape.traits;
  const longest = shape.limits.delayMs;
  for (const { uses, place } of reach.modules)
    for (const { ms, at } of uses.delays) {
      const lack = trait && trait !== true ? trait : undefined;
      if (!lack && (longest === undefined || ms <= longest)) continue;
      yield {
        code: "RETRY_DELAY",
        severity: lack ? "note" : "warning",
        message: lack
          ? `"${fn.name}" retries after ${ms / 1000} s: ${lack.lacks}`
          : `"${fn.name}" retries after ${ms / 1000} s, and ${adapter.name} ${carrier} waits ${(longest ?? 0) / 1000} s at most`,
        help: lack ? "do not count on the delay here" : "wait less, or use a schedule",
        page: lack?.page ?? pageOf(subject),
        place: place(at),
        accepts: "delay",
      };
    }
};
