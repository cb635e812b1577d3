import { AFTER, BEFORE } from "./fault.ts";
import type { Spot } from "./plan.ts";
import type { Probe } from "./probe.ts";
import type { World } from "./world.ts";

const never = (): Promise<never> => new Promise(() => {});

/** What goes wrong around handlers, as the plan has it. */
export function mishaps({ running, plan, tracer }: Pick<World, "running" | "plan" | "tracer">): Probe {
  const spots = (invocation: string, events: readonly string[]): Spot[] => {
    const known = running.get(invocation)?.spots;
    return (events.length ? events : [""]).flatMap((id) => known?.get(id) ?? []);
  };
  const crash = (invocation: string, events: readonly string[], at: string): Promise<never> | undefined => {
    const run = running.get(invocation);
    // Whoever is dead goes no further.
    if (!run) return never();
    const hit = spots(invocation, events).find((spot) => plan.find("crash", { ...spot, at }));
    if (!hit) return undefined;
    tracer.add("crash", hit.key, at);
    run.crash();
    return never();
  };
  return {
    before({ invocation, events }) {
      const dies = crash(invocation, events, BEFORE);
      if (dies) return dies;
      const hangs = spots(invocation, events).find((spot) => plan.find("hang", spot));
      if (!hangs) return undefined;
      tracer.add("hang", hangs.key);
      return never();
    },
    after: ({ invocation, events }) => crash(invocation, events, AFTER),
    checkpoint: ({ invocation, events }, name) => crash(invocation, events, name),
    buried({ invocation, events }, error) {
      for (const { key } of spots(invocation, events)) tracer.add("bury", key, error.message);
    },
  };
}
