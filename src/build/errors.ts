import { error, type UnmoorError } from "../adapter/index.ts";
import type { buildCodes } from "./catalogue/build.ts";
import type { checkCodes } from "./catalogue/check.ts";

/** Codes of the check, which stop a build where they are errors. */
export type CheckCode = keyof typeof checkCodes;
export type BuildCode = keyof typeof buildCodes | CheckCode;

/** What stops a build: `message` says what is wrong, `where` where, `help` what to do. */
export interface BuildError extends UnmoorError {
  readonly code: BuildCode;
  /** `file:line:column`, with the line itself where it is known. */
  readonly where?: string | undefined;
  readonly help?: string | undefined;
  /** The provider's own page about it. */
  readonly page?: string | undefined;
  /** Functions that it is about. */
  readonly functions?: readonly string[] | undefined;
  /** Further errors found at the same time. */
  readonly also?: readonly BuildError[] | undefined;
}

/**
 * Makes a build error.
 *
 * @example throw fault("ENTRY_NOT_FOUND", `there is no "x.ts"`, { help: "name the module that exports your functions" });
 */
export function fault(
  code: BuildCode,
  what: string,
  more: Pick<BuildError, "where" | "help" | "also" | "functions" | "page"> = {},
): BuildError {
  return Object.assign(error(code, what), more) as BuildError;
}

/** Throws the first of several errors with the others at its back. */
export function throwAll([first, ...also]: readonly BuildError[]): void {
  if (first) throw Object.assign(first, { also });
}

/** Errors for people: a code, what, where, what to do. */
export function describe(thrown: unknown): string {
  const { code, message, where, help, also, stack } = thrown as Partial<BuildError>;
  if (!code) return `error: ${stack ?? thrown}`;
  const lines = [`error ${code}: ${message}`, ...(where ? [where] : []), ...(help ? [help] : [])];
  return [lines.join("\n  "), ...(also ?? []).map(describe)].join("\n");
}
