import { type Codec, type LogRecord, taskDispatch } from "../../adapter/index.ts";
import type { TaskCarrier } from "./carrier.ts";
import { createClock } from "./clock.ts";
import type { DirectEventOptions } from "./direct.ts";
import { invoke, lineOf } from "./invoke.ts";
import { type Road, shapeOf } from "./road.ts";
import { taskCarrier } from "./task-carrier.ts";

/** A carrier of tasks through an adapter's codec and its inverse, in process. */
export const directTaskCarrier = (options: DirectEventOptions): TaskCarrier =>
  taskCarrier(options, (title) => directTaskRoad(options, title));

function directTaskRoad(options: DirectEventOptions, title: string): Road {
  const { adapter, app, facts, env = {} } = options;
  const fn = app[title] as Parameters<typeof taskDispatch>[1] | undefined;
  if (fn?.kind !== "task") throw new Error(`the scenarios' app has no task "${title}"`);
  const codec = shapeOf(options).codec({ ...facts } as never) as Codec<"task", unknown, unknown>;
  const dispatch = taskDispatch(title, fn, { provider: adapter.name });
  const log: LogRecord[] = [];
  const clock = createClock({ env, fetch: () => Promise.reject(new Error("a task's codec calls nobody")) });
  return {
    calls: [],
    send: (wire) => invoke(codec, wire, dispatch, clock, log),
    log: () => log.map(lineOf).join("\n"),
    now: clock.now,
  };
}
