/** Members of an object of a file. */
export type Members = Readonly<Record<string, unknown>>;

export const members = (value: unknown): Members =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : {};
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** `hh:mm:ss` or `d.hh:mm:ss` in seconds; `-1` is for ever. */
export function seconds(span: unknown): number | undefined {
  if (span === "-1") return Number.POSITIVE_INFINITY;
  const [, days = "0", hours, minutes, rest] = /^(?:(\d+)\.)?(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(String(span)) ?? [];
  return hours === undefined
    ? undefined
    : Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
}
