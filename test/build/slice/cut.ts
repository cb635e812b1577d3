import { type Slice, slice } from "../../../src/build/slice/index.ts";

/** Slices and gives what is left, without the blanks. */
export function cut(code: string, wanted: readonly string[], id = "app.ts"): string {
  return left(slice(code, new Set(wanted), { id }));
}

/** The statements of a slice, one a line, without blanks. */
export function left({ code }: Pick<Slice, "code">): string {
  return code
    .split("\n")
    .map((line) => line.trim().replace(/ {2,}/g, " "))
    .filter((line) => line !== "" && line !== ";")
    .join("\n");
}
