import type { TerraformResource } from "unmoor/adapter";

export type Members = Readonly<Record<string, unknown>>;

export const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

/** A block, which a plan has as a list of one. */
export const block = (value: unknown): Members => {
  const [first] = list(value);
  return typeof first === "object" && first !== null ? (first as Members) : {};
};

/** Undefined where the file cannot say. */
export const known = <T>(value: T): T | undefined =>
  typeof value === "string" && value.includes("${") ? undefined : value;

/** `"60s"` or `60` → 60. */
export function seconds(value: unknown): number | undefined {
  const found = /^(\d+(?:\.\d+)?)s?$/.exec(String(value));
  return found ? Number(found[1]) : undefined;
}

/** `512Mi`, `1Gi`, `256M` → MB. */
export function megabytes(value: unknown): number | undefined {
  const [, amount, letter] = /^(\d+(?:\.\d+)?)([MG])i?B?$/.exec(String(value)) ?? [];
  return amount === undefined ? undefined : Number(amount) * (letter === "G" ? 1024 : 1);
}

/** Whether a value refers to a resource. */
export const refers = (value: unknown, { mode, type, name }: TerraformResource): boolean =>
  new RegExp(`${mode === "data" ? "data\\." : "(?<!data\\.)"}${type}\\.${name}(?![\\w-])`).test(
    JSON.stringify(value) ?? "",
  );
