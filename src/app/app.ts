import type { HttpFunction } from "./http.ts";
import type { EventFunction } from "./on.ts";
import type { TaskFunction } from "./task.ts";

/** Anything that a platform can start. */
export type AnyFunction = HttpFunction | EventFunction | TaskFunction;

/** A module's exports, or an object of functions; what is no function is ignored. */
export type App = Readonly<Record<string, unknown>>;

/** The functions of an app of one kind, by name. */
export function functionsOf<K extends AnyFunction["kind"]>(
  app: App,
  kind: K,
): [name: string, value: Extract<AnyFunction, { kind: K }>][] {
  return Object.entries(app).filter(
    (entry): entry is [string, Extract<AnyFunction, { kind: K }>] => isFunction(entry[1]) && entry[1].kind === kind,
  );
}

/** Whether an export was made by `http`, `on` or `task`. */
export function isFunction(value: unknown): value is AnyFunction {
  const { kind, handler } = (value ?? {}) as { kind?: unknown; handler?: unknown };
  return typeof handler === "function" && (kind === "http" || kind === "event" || kind === "task");
}
