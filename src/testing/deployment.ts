import type { Adapter, Kind, Trigger } from "../adapter/index.ts";
import { type App, type EventFunction, functionsOf, type TaskFunction } from "../app/index.ts";
import { type Consumer, createConsumer } from "./consumer.ts";
import { createFront, type Front } from "./front.ts";
import { nameOf } from "./plan.ts";
import { carrierOf, providerOf } from "./provider.ts";
import type { Reading } from "./reading.ts";
import { createUnit, type Loader, namesOf, type Unit } from "./unit.ts";
import type { World } from "./world.ts";

/** An app on a provider: its units and queues, each made when it is first needed. */
export interface Deployment {
  readonly world: World;
  readonly app: App;
  readonly events: ReadonlyMap<string, EventFunction>;
  readonly tasks: ReadonlyMap<string, TaskFunction>;
  /** Of its functions and channels. */
  readonly names: ReadonlySet<string>;
  /** The queue before an event function. */
  consumer(name: string): Consumer;
  task(name: string): Unit<"task">;
  front(): Front;
}

/** What of it exists so far. */
export interface Parts {
  readonly consumers: Map<string, Consumer>;
  readonly units: Map<string, Unit<Kind>>;
}

/** @throws `UNKNOWN_PROVIDER` */
export async function deploy(
  base: Omit<World, "adapter">,
  as: string | Adapter,
  load: Loader,
  { consumers, units }: Parts,
  env: Record<string, string>,
  reading: Reading,
): Promise<Deployment> {
  const [adapter, app] = await Promise.all([providerOf(as), load()]);
  const world: World = { ...base, adapter };
  const events = new Map(functionsOf(app, "event"));
  const tasks = new Map(functionsOf(app, "task"));
  let front: Front | undefined;

  function unit<K extends Kind>(
    kind: K,
    trigger: Trigger,
    name: string,
    names: readonly string[],
    fn?: EventFunction | TaskFunction,
  ): Unit<K> {
    const known = units.get(name);
    if (known) return known as unknown as Unit<K>;
    const carrier = carrierOf<K>(adapter, trigger, world.shapes[trigger], name, fn);
    // What a test sets comes first.
    Object.assign(env, { ...carrier.profile.env, ...env });
    const made = createUnit(world, kind, name, carrier, load, names);
    units.set(name, made as unknown as Unit<Kind>);
    return made;
  }

  return {
    world,
    app,
    events,
    tasks,
    names: new Set(["http", ...Object.keys(app), ...[...events.values()].map(({ source }) => nameOf(source))]),
    consumer(name) {
      const known = consumers.get(name);
      if (known) return known;
      const fn = events.get(name) as EventFunction;
      const made = createConsumer(world, name, fn, unit("events", fn.source.kind, name, [name], fn));
      consumers.set(name, made);
      return made;
    },
    task: (name) => unit("task", "task", name, [name], tasks.get(name)),
    front() {
      front ??= createFront(world, unit("http", "http", "http", namesOf(app, "http")), reading);
      return front;
    },
  };
}
