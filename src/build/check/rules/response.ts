import { pageOf, type Rule } from "../subject.ts";

/** A response whose written size is more than the provider lets through. */
export const response: Rule = function* (subject) {
  const { fn, shape, adapter, carrier, reach } = subject;
  const streams = shape?.traits.streaming === true;
  const limit = (streams ? shape.limits.streamedBytes : undefined) ?? shape?.limits.responseBytes;
  if (fn.trigger !== "http" || limit === undefined) return;
  for (const { uses, place } of reach.modules)
    for (const { bytes, at } of uses.responses)
      if (bytes > limit)
        yield {
          code: "RESPONSE_TOO_LARGE",
          message: `"${fn.name}" answers with ${bytes} bytes, and ${adapter.name} ${carrier} lets ${limit} through`,
          help: shape?.streamed
            ? "stream it (streaming: true), or redirect to an object in a bucket"
            : "redirect to an object in a bucket, or choose a shape that streams",
          page: pageOf(subject),
          place: place(at),
          accepts: "RESPONSE_TOO_LARGE",
        };
};
