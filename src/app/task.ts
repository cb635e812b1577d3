import type { Context } from "./context.ts";
import type { Duration } from "./duration.ts";
import type { Schema } from "./schema.ts";

/** Choices for a task. */
export interface TaskOptions<In = unknown, Out = In> {
  /** Any Standard Schema: validates and types the input. */
  readonly schema?: Schema<In, Out>;
  readonly timeout?: Duration;
  /** MB, for the deploy fragment. */
  readonly memory?: number;
}

/** A function that is called by name, with an input and a result that JSON can carry. */
export interface TaskFunction<Name extends string = string, Input = unknown, Result = unknown> {
  readonly kind: "task";
  readonly name: Name;
  readonly options: Omit<TaskOptions, "schema"> & { readonly schema?: unknown };
  handler(input: never, context: Context): unknown;
  /** Only for inference: what a caller gives, and what it gets. */
  readonly "~input"?: Input;
  readonly "~result"?: Result;
}

/**
 * A task: called by name, answered with its result. Its name is its export's name.
 *
 * @example
 * export const resize = task("resize", async (input: { key: string }, context) => ({ width: 1 }));
 */
export function task<const Name extends string, Input, Result>(
  name: Name,
  handler: (input: Input, context: Context) => Result | Promise<Result>,
): TaskFunction<Name, Input, Awaited<Result>>;
export function task<const Name extends string, In, Out, Result>(
  name: Name,
  options: TaskOptions<In, Out>,
  handler: (input: Out, context: Context) => Result | Promise<Result>,
): TaskFunction<Name, In, Awaited<Result>>;
/* @__NO_SIDE_EFFECTS__ */
export function task(
  name: string,
  options: TaskFunction["options"] | TaskFunction["handler"],
  handler?: TaskFunction["handler"],
): TaskFunction<never, never, never> {
  const given =
    typeof options === "function"
      ? { options: {}, handler: options }
      : { options, handler: handler as TaskFunction["handler"] };
  return { kind: "task", name: name as never, ...given };
}
