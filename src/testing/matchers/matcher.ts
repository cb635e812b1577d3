import type { MatcherState, SyncMatcherResult } from "vitest";

/** What a matcher is called on. */
export type State = Pick<MatcherState, "equals" | "isNot" | "utils">;
export type Verdict = SyncMatcherResult;

/** A verdict whose message says what was seen. */
export const verdict = (pass: boolean, said: () => string): Verdict => ({ pass, message: said });

/** `not ` where the opposite is expected. */
export const negation = ({ isNot }: State): string => (isNot ? "not " : "");

export const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | undefined)?.then === "function";

/** How often. */
export const often = (times: number): string => (times === 1 ? "once" : `${times} times`);

/** A short rendering of anything. */
export const shown = (state: State, value: unknown): string => state.utils.stringify(value);

/**
 * @throws TypeError where a matcher is used on something else than it is for
 */
export function wrong(matcher: string, wanted: string, state: State, received: unknown): never {
  throw new TypeError(`${matcher}() is for ${wanted}, and was given ${shown(state, received)}`);
}
