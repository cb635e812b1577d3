import { error } from "../adapter/index.ts";
import type { TaskFunction } from "../app/index.ts";
import type { Deployment } from "./deployment.ts";
import { invoke } from "./invoke.ts";
import { timeoutOf } from "./profile.ts";
import { keep } from "./world.ts";

/**
 * Calls a task as a caller of this provider would.
 *
 * @throws `UNKNOWN_TASK`; `TASK_FAILED` and whatever else a caller learns of a failure
 */
export async function callTask(to: Deployment, task: string | TaskFunction, input: unknown): Promise<unknown> {
  const { world, tasks } = to;
  const name = typeof task === "string" ? task : task.name;
  const fn = tasks.get(name);
  if (!fn)
    throw error("UNKNOWN_TASK", `the app has no task "${name}"; it has ${[...tasks.keys()].join(", ") || "none"}`);
  const unit = to.task(name);
  const nth = world.count("task");
  const event = `t${nth}`;
  world.tracer.add("invoke", event, name);
  const instance = await unit.pool.acquire();
  const now = world.clock.now() - world.began;
  const { is, outcome, rest } = await invoke(world, {
    carrier: unit.carrier,
    host: unit.host,
    dispatch: unit.dispatch(instance),
    delivery: { input },
    spots: [{ key: `${event}#1`, event, names: [name], nth, number: 1, attempts: 1, now }],
    timeoutMs: timeoutOf(fn.options.timeout, unit.carrier.profile, world.overrides),
    instance,
    died: () => unit.pool.kill(instance),
  });
  if (is === "answered") {
    keep(world, rest);
    unit.pool.release(instance);
  } else unit.pool.kill(instance);
  const result = is === "answered" ? outcome : error("TASK_FAILED", `${name}: ${is}`);
  world.tracer.add("return", event, result instanceof Error ? result.message : "");
  if (result instanceof Error) throw result;
  return result;
}
