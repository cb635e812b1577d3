const TRACEPARENT = /^[\da-f]{2}-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-[\da-f]{2}$/;

/**
 * W3C traceparent of a request: its own, else Google's older header in W3C's form, whose span is a decimal number.
 *
 * @param cloud `X-Cloud-Trace-Context`: `105445aa7843bc8bf206b12000100000/3884770098780217813;o=1`
 * @see https://docs.cloud.google.com/trace/docs/trace-context
 */
export function traceparent(header: string | undefined, cloud: string | undefined): string | undefined {
  const [, trace = "", span = 0, sampled] = /^([\da-f]{32})\/(\d{1,20})(?:;o=([01]))?$/i.exec(cloud ?? "") ?? [];
  const own = `00-${trace.toLowerCase()}-${BigInt(span).toString(16).padStart(16, "0")}-0${sampled ?? 0}`;
  return [header ?? "", own].find((candidate) => TRACEPARENT.test(candidate));
}
