import { bounds } from "../bounds.ts";
import { pageOf, placeOf, type Rule } from "../subject.ts";

/** Data that a schema makes larger than the provider carries. */
export const message: Rule = function* (subject) {
  const { fn, shape, schema, adapter, carrier } = subject;
  const limit = fn.source ? shape?.limits.eventBytes : shape?.limits.requestBytes;
  if (limit === undefined || schema === undefined) return;
  const { least, told } = bounds(schema);
  if (told <= limit) return;
  const always = least > limit;
  yield {
    code: "MESSAGE_TOO_LARGE",
    severity: always ? "error" : "warning",
    message: always
      ? `every message of "${fn.name}" has ${least} bytes or more by its schema, and ${adapter.name} ${carrier} carries ${limit}`
      : `the schema of "${fn.name}" allows messages of ${told} bytes, and ${adapter.name} ${carrier} carries ${limit}`,
    help: "send a reference to the data instead: the key of an object in a bucket",
    page: pageOf(subject),
    place: placeOf(subject, "source"),
    ...(!always && { accepts: "MESSAGE_TOO_LARGE" }),
  };
};
