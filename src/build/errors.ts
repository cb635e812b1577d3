import { error, type UnmoorError } from "../adapter/index.ts";
import type { checkCodes } from "./check/codes.ts";

/** Everything that stops a build, and what each code means. */
export const codes = {
  ENTRY_NOT_FOUND: "the entry is no file",
  PARSE_ERROR: "a module is no TypeScript or JavaScript",
  UNRESOLVED_IMPORT: "a module that is imported is not installed or does not exist",
  MISSING_EXPORT: "a module does not export what is imported from it",
  MISSING_PROVIDER_PACKAGE: "a target needs its provider's package",
  BUNDLE_FAILED: "the bundler gave up for a reason of its own",
  EVALUATION_FAILED: "the entry throws while it is loaded",
  EVALUATION_TIMEOUT: "the entry does not finish loading",
  EVALUATION_EXIT: "the entry ends the process while it is loaded",
  MISSING_ENV: "the entry needs an environment variable while it is loaded",
  OPEN_HANDLE: "the entry opens something while it is loaded and does not close it",
  NO_FUNCTIONS: "the entry exports no function",
  INVALID_NAME: "an export's name cannot be a function's name",
  INVALID_ROUTE: "a route is none",
  INVALID_SCHEDULE: "a schedule is none, or two providers would read it differently",
  INVALID_OPTION: "an option or the configuration is wrong",
  UNKNOWN_OPTION: "the configuration has a key that nothing reads",
  ROUTE_CLASH: "two functions answer the same method on the same path",
  UNIT_CLASH: "two units have the same name",
  UNKNOWN_TARGET: "a target is no provider of the registry and no adapter module",
  INVALID_ADAPTER: "a module exports no adapter",
  UNKNOWN_SHAPE: "a shape is chosen that does not carry the trigger",
  MISSING_TRIGGER: "the provider lacks a trigger",
  MISSING_TRAIT: "the chosen shape lacks what a function asks for",
  LIMIT_EXCEEDED: "a function asks for more than the platform gives",
  DOCUMENT_NOT_FOUND: "the file to verify does not exist",
  INVALID_DOCUMENT: "the file to verify is neither YAML nor JSON",
  UNKNOWN_DOCUMENT: "the file to verify is nothing that the target deploys with",
  OUT_NOT_OURS: "the output folder holds files that are not of a build",
  FOREIGN_FILE: "a file of the user lies where the build writes",
} as const;

/** Codes of the check, which stop a build where they are errors. */
export type CheckCode = keyof typeof checkCodes;
export type BuildCode = keyof typeof codes | CheckCode;

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
