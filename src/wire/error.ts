/** An error with a code: what went wrong, where, and what to do about it. */
export interface UnmoorError extends Error {
  readonly name: "UnmoorError";
  readonly code: string;
  /** HTTP status that answers it; the message never leaves with it. */
  readonly status?: number | undefined;
}

/**
 * Makes a coded error.
 *
 * @param code upper-case words, stable over versions: `INVALID_HOST`
 * @param message what, where, and what to do
 * @param status HTTP status for a client that caused it; without one it is our failure (500)
 * @example throw error("INVALID_HOST", `Host "${host}" is no host name`, 400);
 */
export const error = (code: string, message: string, status?: number): UnmoorError =>
  Object.assign(new Error(message), { name: "UnmoorError" as const, code, status });
