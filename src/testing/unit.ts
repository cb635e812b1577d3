import type { Dispatch, Kind } from "../adapter/index.ts";
import { createRoutes, eventDispatch, httpDispatch, taskDispatch } from "../adapter/index.ts";
import {
  type App,
  type EventFunction,
  functionsOf,
  isFunction,
  milliseconds,
  type TaskFunction,
} from "../app/index.ts";
import { createHost, type UnitHost } from "./host.ts";
import { createPool, type Instance, type Pool } from "./instance.ts";
import { mishaps } from "./mishap.ts";
import { probed } from "./probe.ts";
import type { Carrier } from "./provider.ts";
import type { World } from "./world.ts";

/** What is deployed together: its instances, and the way into each. */
export interface Unit<K extends Kind> {
  readonly name: string;
  readonly carrier: Carrier<K>;
  readonly host: UnitHost;
  readonly pool: Pool;
  /** Calls at the same time in all instances. */
  readonly capacity: number;
  dispatch(instance: Instance): Dispatch<K>;
}

/** Makes the functions of an instance. */
export type Loader = () => App | Promise<App>;

/**
 * A unit of the functions with these names.
 *
 * @param load gives each new instance its functions: from a module graph of its own where the caller can
 */
export function createUnit<K extends Kind>(
  world: World,
  kind: K,
  name: string,
  carrier: Carrier<K>,
  load: Loader,
  names: readonly string[],
): Unit<K> {
  const { instance: profile } = carrier.profile;
  const { overrides, tracer } = world;
  const probe = mishaps(world);
  const known = new WeakMap<App, App>();
  const own = (app: App): App => {
    const before = known.get(app);
    if (before) return before;
    const all: Record<string, unknown> = {};
    for (const one of names) if (isFunction(app[one])) all[one] = probed(app[one], probe);
    known.set(app, all);
    return all;
  };
  const pool = createPool({
    clock: world.clock,
    coldStartMs: overrides.coldStart === undefined ? 0 : milliseconds(overrides.coldStart),
    keepMs: overrides.keepWarm === undefined ? profile.keepMs : milliseconds(overrides.keepWarm),
    concurrency: profile.concurrency,
    freezes: profile.freezes,
    entropy: world.entropy,
    started() {
      const id = world.count("instance");
      tracer.add("cold", `i${id}`, name);
      return id;
    },
    froze: (id, timers) => tracer.add("freeze", `i${id}`, `with ${timers} unfinished`),
    thrown: (id, error) => tracer.add("uncaught", `i${id}`, error instanceof Error ? error.message : `${error}`),
    load() {
      const app = load();
      return app instanceof Promise ? app.then(own) : own(app);
    },
  });
  const options = {
    provider: world.adapter.name,
    delays: carrier.shape.traits.delay === true,
    provide: world.provide,
  };
  const made = new WeakMap<Instance, Dispatch<K>>();
  const make = ({ functions }: Instance): Dispatch<K> => {
    const given =
      kind === "http"
        ? httpDispatch(createRoutes(functions), { ...options })
        : kind === "task"
          ? taskDispatch(name, functions[name] as TaskFunction, { ...options })
          : eventDispatch(name, functions[name] as EventFunction, { ...options });
    return given as unknown as Dispatch<K>;
  };
  return {
    name,
    carrier,
    host: createHost(world, carrier as unknown as Carrier),
    pool,
    capacity: overrides.concurrency ?? profile.instances * profile.concurrency,
    dispatch(instance) {
      const dispatch = made.get(instance) ?? make(instance);
      made.set(instance, dispatch);
      return dispatch;
    },
  };
}

/** Names of the functions of a kind. */
export const namesOf = (app: App, kind: "http" | "event" | "task"): string[] =>
  functionsOf(app, kind).map(([name]) => name);
