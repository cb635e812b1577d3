import { AFTER, BEFORE } from "./fault.ts";
import type { Spot } from "./plan.ts";
import type { Call, Probe } from "./probe.ts";
import type { World } from "./world.ts";

const never = (): Promise<never> => new Promise(() => {});

/** What goes wrong around handlers, as the plan has it. */
export function mishaps({ running, plan, tracer }: Pick<World, "running" | "plan" | "tracer">): Probe {
  const spots = ({ invocation, function: name, events }: Call): Spot[] => {
    const known = running.get(invocation)?.spots;
    const own = (events.length ? events : [""]).flatMap((id) => known?.get(id) ?? []);
    // Of a request, only now it is known whose it is.
    return own.map((spot) => (spot.names.includes(name) ? spot : { ...spot, names: [...spot.names, name] }));
  };
  const crash = (call: Call, at: string): Promise<never> | undefined => {
    const run = running.get(call.invocation);
    // Whoever is dead goes no further.
    if (!run) return never();
    const hit = spots(call).find((spot) => plan.find("crash", { ...spot, at }));
    if (!hit) return undefined;
    tracer.add("crash", hit.key, at);
    run.crash();
    return never();
  };
  return {
    before(call) {
      const dies = crash(call, BEFORE);
      if (dies) return dies;
      const hangs = spots(call).find((spot) => plan.find("hang", spot));
      if (!hangs) return undefined;
      tracer.add("hang", hangs.key);
      return never();
    },
    after: (call) => crash(call, AFTER),
    checkpoint: crash,
    buried(call, error) {
      for (const { key } of spots(call)) tracer.add("bury", key, error.message);
    },
  };
}
