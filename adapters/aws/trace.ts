/**
 * W3C traceparent of an invocation: the request's own, else X-Ray's ids in W3C's form (same bytes, other dashes).
 *
 * @param header of a multi-value map, too: a list of one
 * @param xray `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html
 */
export function traceparent(header: unknown, xray = ""): string | undefined {
  if (header === undefined && !xray) return undefined;
  const [, epoch, id, parent, sampled = 0] =
    /Root=1-(\w{8})-(\w{24}).*;Parent=(\w{16})(?:;Sampled=([01]))?/.exec(xray) ?? [];
  // Ids of zeros alone are invalid by W3C.
  return [`${header}`, `00-${epoch}${id}-${parent}-0${sampled}`].find((it) =>
    /^00-(?!0+-|\w+-0+-)[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(it),
  );
}
