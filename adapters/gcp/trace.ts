/**
 * W3C traceparent of a request: its own, else Google's older header in W3C's form, whose span is a decimal number.
 *
 * @param cloud `X-Cloud-Trace-Context`: `105445aa7843bc8bf206b12000100000/3884770098780217813;o=1`
 * @see https://docs.cloud.google.com/trace/docs/trace-context
 */
export function traceparent(header: unknown, cloud: unknown): string | undefined {
  const [, trace, span = 0, sampled = 0] = /^(\w{32})\/(\d{1,20})(?:;o=([01]))?$/.exec(`${cloud}`.toLowerCase()) ?? [];
  const own = `00-${trace}-${BigInt(span).toString(16).padStart(16, "0")}-0${sampled}`;
  // Ids of zeros alone are invalid by W3C.
  return [`${header}`, own].find((it) => /^00-(?!0+-|\w+-0+-)[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(it));
}
