import { type CloudEvent, error } from "../adapter/index.ts";
import type { Deployment } from "./deployment.ts";
import { carried } from "./event.ts";
import { dueAfter } from "./schedule.ts";

/** Sets the schedules of an app going: one timer each, for its next run. */
export function startSchedules(to: Deployment): void {
  for (const [name, { source }] of to.events) if (source.kind === "schedule") wait(to, name);
}

function wait(to: Deployment, name: string): void {
  const { clock, fail } = to.world;
  const due = dueAfter(to.events.get(name)!.source, clock.now());
  const begin = (): void => {
    wait(to, name);
    try {
      run(to, name, due);
    } catch (thrown) {
      fail(thrown);
    }
  };
  // Nobody settles for the sake of a schedule: it never ends.
  clock.after(due - clock.now(), begin, { label: `the next run of ${name}`, ref: false });
}

/** @throws `MISSING_TRAIT` where the provider's schedules know no time zones */
function run(to: Deployment, name: string, due: number): void {
  const { timeZone = "UTC" } = to.events.get(name)!.source;
  const { tracer, count, adapter } = to.world;
  const consumer = to.consumer(name);
  const { name: shape, profile } = consumer.unit.carrier;
  if (profile.delivery?.zones === "UTC" && !/^(Etc\/)?UTC$/.test(timeZone))
    throw error("MISSING_TRAIT", `${adapter.name}: ${shape} runs in UTC alone, and "${name}" is in ${timeZone}`);
  const number = count(`run:${name}`);
  const event: CloudEvent = {
    specversion: "1.0",
    id: `${name}-${due / 1000}`,
    source: `/schedule/${name}`,
    type: "dev.unmoor.schedule",
    time: new Date(due).toISOString(),
    data: undefined,
  };
  tracer.add("due", `${name}.${number}`, event.time);
  consumer.put(`${name}.${number}`, { ...carried(event), channel: name, number, nth: number }, { delayMs: 0 });
}
