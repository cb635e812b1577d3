/** Members of an object of a file. */
export type Members = Readonly<Record<string, unknown>>;

export const members = (value: unknown): Members =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : {};
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
