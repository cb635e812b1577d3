/** A span of time: milliseconds, or a number with its unit. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h" | "d"}`;

/**
 * Milliseconds of a duration.
 *
 * @throws RangeError for what is no duration
 * @example milliseconds("5m") // 300000
 */
export function milliseconds(duration: Duration): number {
  const [, amount, unit = "ms"] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(String(duration)) ?? [];
  if (!amount) throw new RangeError(`"${duration}" is no duration; write 250, "10s" or "5m"`);
  return Number(amount) * { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit as "ms"];
}
