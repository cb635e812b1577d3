import { checkCode } from "./check/codes.ts";
import { codes } from "./errors.ts";

/** What a code means, and what to do. */
export function meaningOf(code: string): { readonly means: string; readonly help: string } {
  const found =
    checkCode(code) ?? (Object.hasOwn(codes, code) && { means: codes[code as keyof typeof codes], help: "" });
  return found || { means: code, help: "" };
}
