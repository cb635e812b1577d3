import type { App } from "../app/index.ts";
import type { Clock } from "./clock.ts";
import type { Entropy } from "./entropy.ts";
import { createScope, type Scope } from "./scope.ts";

/** Something that runs functions: a module graph, and what its invocations have left running. */
export interface Instance {
  readonly id: number;
  readonly functions: App;
  readonly invocations: number;
  readonly alive: boolean;
  /** Told when it dies. */
  readonly mourners: Set<() => void>;
  /** A scope for one invocation. */
  scope(key: string): Scope;
}

interface Living extends Instance {
  functions: App;
  invocations: number;
  alive: boolean;
  busy: number;
  /** It has its functions. */
  started: Promise<void>;
  idleSince: number;
  readonly scopes: Scope[];
}

/** What keeps instances. */
export interface PoolOptions {
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** Makes the functions of a new instance. */
  load(): App | Promise<App>;
  readonly coldStartMs: number;
  readonly keepMs: number;
  /** Calls at the same time in one instance. */
  readonly concurrency: number;
  readonly freezes: boolean;
  /** The number of a new instance. */
  started(): number;
  /** It stands still, with so many timers that nobody waited for. */
  froze(id: number, timers: number): void;
  /** A timer in it threw. */
  thrown(id: number, error: unknown): void;
}

/** The instances of one unit. */
export interface Pool {
  /** One that is free, or a new one. */
  acquire(): Promise<Instance>;
  /** The reply has left. */
  release(instance: Instance): void;
  kill(instance: Instance): void;
  recycle(): void;
  readonly instances: readonly Instance[];
}

export function createPool(options: PoolOptions): Pool {
  const { clock, concurrency, keepMs, freezes } = options;
  const all: Living[] = [];

  const kill = (instance: Living): void => {
    if (!instance.alive) return;
    instance.alive = false;
    for (const scope of instance.scopes) scope.end();
    for (const mourn of instance.mourners) mourn();
  };

  function create(): Living {
    const instance: Living = {
      id: options.started(),
      functions: {},
      invocations: 0,
      alive: true,
      busy: 0,
      started: Promise.resolve(),
      idleSince: clock.now(),
      mourners: new Set(),
      scopes: [],
      scope(key) {
        const scope = createScope({
          label: key,
          entropy: options.entropy.fork(key),
          // Node ends a process for what nobody catches.
          thrown(error) {
            options.thrown(instance.id, error);
            kill(instance);
          },
        });
        instance.scopes.push(scope);
        return scope;
      },
    };
    all.push(instance);
    instance.started = start(instance);
    return instance;
  }

  async function start(instance: Living): Promise<void> {
    const { id } = instance;
    const loaded = clock.run(instance.scope(`start of instance ${id}`), options.load);
    instance.functions = loaded instanceof Promise ? await clock.hold(`loading instance ${id}`, loaded) : loaded;
    if (!options.coldStartMs) return;
    await new Promise<void>((resolve) => {
      clock.after(options.coldStartMs, resolve, { label: `cold start of instance ${id}` });
    });
  }

  const pool: Pool = {
    instances: all,
    async acquire() {
      const now = clock.now();
      for (const one of all) if (one.alive && !one.busy && one.idleSince + keepMs < now) kill(one);
      const free = all.find(({ alive, busy }) => alive && busy < concurrency) ?? create();
      free.busy++;
      await free.started.catch((thrown: unknown) => {
        kill(free);
        throw thrown;
      });
      // It died while it started.
      if (!free.alive) return pool.acquire();
      free.invocations++;
      for (const scope of free.scopes) scope.resume();
      return free;
    },
    release(instance) {
      const mine = instance as Living;
      if (!mine.alive) return;
      mine.busy--;
      mine.idleSince = clock.now();
      if (!freezes || mine.busy) return;
      const left = mine.scopes.reduce((sum, { tasks }) => sum + tasks.size, 0);
      for (const scope of mine.scopes) scope.pause();
      if (left) options.froze(mine.id, left);
    },
    kill: (instance) => kill(instance as Living),
    recycle() {
      for (const one of all) kill(one);
    },
  };
  return pool;
}
