import { type Codec, type Inverse, type LogRecord, taskDispatch } from "../../adapter/index.ts";
import type { TaskCarrier } from "./carrier.ts";
import { createClock } from "./clock.ts";
import type { DirectEventOptions } from "./direct.ts";
import { invoke, lineOf } from "./invoke.ts";
import { shapeOf } from "./road.ts";

/** A carrier of tasks through an adapter's codec and its inverse, in process. */
export function directTaskCarrier(options: DirectEventOptions): TaskCarrier {
  const { adapter, shape, app, facts, env = {} } = options;
  const { limits, ...under } = shapeOf(options);
  const codec = under.codec({ ...facts } as never) as Codec<"task", unknown, unknown>;
  const inverse = under.inverse as Inverse<"task", unknown, unknown>;
  return {
    provider: adapter.name,
    shape,
    trigger: "task",
    traits: {},
    limits,
    async call(title, input) {
      const fn = app[title] as Parameters<typeof taskDispatch>[1] | undefined;
      if (fn?.kind !== "task") throw new Error(`the scenarios' app has no task "${title}"`);
      const log: LogRecord[] = [];
      const clock = createClock({ env, fetch: () => Promise.reject(new Error("a task's codec calls nobody")) });
      const wire = await inverse.wire({ input });
      const reply = await invoke(codec, wire, taskDispatch(title, fn, { provider: adapter.name }), clock, log);
      return { result: await inverse.outcome(reply as Error, wire, []), log: log.map(lineOf).join("\n") };
    },
  };
}
