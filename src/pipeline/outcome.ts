import type { Reject, Retry } from "../app/index.ts";
import type { Settlement } from "../delivery/index.ts";

export const rejected = (error: Error): Settlement => ({ is: "reject", error });

/**
 * How an event ended, by what its handler returned or, as `thrown`, threw. `Retry` and `Reject` are told by name and
 * not by `instanceof`: an app may hold two copies of the package.
 */
export function settlementOf(said: unknown, thrown?: boolean): Settlement {
  const error = said instanceof Error ? (said as Retry | Reject) : thrown && new Error(String(said));
  if (error && error.name === "Reject") return rejected(error);
  if (error && error.name === "Retry") return { is: "retry", error, afterMs: (error as Retry).afterMs };
  return error && thrown ? { is: "retry", error } : { is: "done" };
}
