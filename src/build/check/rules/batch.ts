import { pageOf, placeOf, type Rule } from "../subject.ts";

/** Batches that are larger, or are waited for longer, than the provider makes them. */
export const batch: Rule = function* (subject) {
  const { fn, shape, adapter, carrier } = subject;
  if (!fn.batch || !shape) return;
  const { limits } = shape;
  const most = (fn.source?.fifo ? limits.fifoBatch : undefined) ?? limits.batch;
  const common = { page: pageOf(subject), accepts: "BATCH_LIMIT" };
  if (most !== undefined && fn.batch > most)
    yield {
      code: "BATCH_LIMIT",
      // One by one is what a handler of batches is always ready for.
      severity: most === 1 ? "note" : "warning",
      message: `"${fn.name}" asks for batches of ${fn.batch}, and ${adapter.name} ${carrier} hands over ${most} at most`,
      help: most === 1 ? "nothing: it gets batches of one" : `lower batch to ${most}`,
      place: placeOf(subject, "batch"),
      ...common,
    };
  if (fn.windowMs && limits.windowMs !== undefined && fn.windowMs > limits.windowMs)
    yield {
      code: "BATCH_LIMIT",
      message: `"${fn.name}" waits ${fn.windowMs / 1000} s for a batch, and ${adapter.name} ${carrier} ${limits.windowMs / 1000} s at most`,
      help: `lower window to ${limits.windowMs / 1000} s`,
      place: placeOf(subject, "window"),
      ...common,
    };
};
