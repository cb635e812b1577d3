import { pageOf, placeOf, type Rule } from "../subject.ts";

/** What becomes of failed events: those of a batch as a whole, those that may not come again. */
export const outcome: Rule = function* (subject) {
  const { fn, shape } = subject;
  if (!fn.source || !shape) return;
  const { partial, redelivery } = shape.traits;
  if ((fn.batch ?? 1) > 1 && shape.limits.batch !== 1 && partial && partial !== true)
    yield {
      code: "BATCH_AS_A_WHOLE",
      severity: "note",
      message: `a batch of "${fn.name}" fails or succeeds as a whole: ${partial.lacks}`,
      help: "make its handler ready to see an event again that was done",
      page: partial.page ?? pageOf(subject),
      place: placeOf(subject, "batch"),
      accepts: "partial",
    };
  if (redelivery && redelivery !== true)
    yield {
      code: "NOT_REDELIVERED",
      severity: "note",
      message: `what fails in "${fn.name}" may not come again: ${redelivery.lacks}`,
      help: "keep what must not be lost in a deadLetter handler, or do it in a queue",
      page: redelivery.page ?? pageOf(subject),
      place: placeOf(subject, "source"),
      accepts: "redelivery",
    };
};
