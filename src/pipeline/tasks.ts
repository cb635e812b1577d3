import { type App, functionsOf } from "../app/app.ts";
import type { TaskFunction } from "../app/index.ts";
import { error } from "../wire/index.ts";
import type { Routes } from "./routes.ts";

// By their own files, for the door of adapters.
export { functionsOf } from "../app/app.ts";
export { milliseconds } from "../app/duration.ts";

/**
 * Keeps `/<name>` for a function that is called by its name, beside the routes of an app.
 *
 * @throws `ROUTE_CLASH` when an HTTP function has just that path; one with a pattern (`/**`) gives way
 */
export function reserve(routes: Routes, method: string, name: string): void {
  const rival = routes.find(method, `/${name}`)?.data;
  if (rival?.fn.route.endsWith(` /${name}`))
    throw error("ROUTE_CLASH", `"${rival.name}" and "${name}" both answer ${method} /${name}; change the route of one`);
}

/**
 * The tasks of an app, each called as `POST /<name>`: for hand-written entries.
 *
 * @throws `INVALID_NAME` for a task that is exported under another name than its own; `ROUTE_CLASH`
 */
export function calledTasks(app: App, routes: Routes): readonly [name: string, task: TaskFunction][] {
  const tasks = functionsOf(app, "task");
  for (const [name, task] of tasks) {
    if (task.name !== name)
      throw error("INVALID_NAME", `the task "${task.name}" is exported as "${name}"; callers know it by one name`);
    reserve(routes, "POST", name);
  }
  return tasks;
}
