/**
 * A W3C traceparent that is one; ids of zeros alone are invalid.
 *
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export const traceparent = (value: unknown): string | undefined =>
  typeof value === "string" && /^00-(?!0+-|\w+-0+-)[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(value) ? value : undefined;
