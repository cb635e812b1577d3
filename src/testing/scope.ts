import { AsyncLocalStorage } from "node:async_hooks";
import type { Engine } from "./engine.ts";
import type { Entropy } from "./entropy.ts";

/** Something of a scope that waits for its turn: a timer, an immediate. */
export interface Task {
  /** The instance is frozen: out of the way, until `wake`. */
  park(): void;
  wake(): void;
  /** The instance is gone: never. */
  drop(): void;
}

/**
 * What runs together and stops together: an instance, or one invocation of it.
 *
 * JavaScript cannot stop code that already runs. Pausing and ending act on what a scope waits for: its timers and its
 * immediates. A promise that something outside settles still resumes it.
 */
export interface Scope {
  /** Names it where something is pending. */
  readonly label: string;
  /** Its randomness: `Math.random` and `crypto` draw from here. */
  readonly entropy: Entropy;
  readonly state: "running" | "paused" | "ended";
  /** Freezes it: its timers keep their due times and wait, as on an instance between two invocations. */
  pause(): void;
  /** Thaws it: what fell due meanwhile fires at once, in order. */
  resume(): void;
  /** Ends it for good, as a crash: its timers are dropped, and what it starts later never fires. */
  end(): void;
  /** What an exception in one of its timers becomes; without it, it rejects `advance` or `settle`. */
  readonly thrown?: ((error: unknown) => void) | undefined;
  /** The clock's own list. */
  readonly tasks: Set<Task>;
}

export interface ScopeOptions {
  readonly label: string;
  readonly entropy: Entropy;
  readonly thrown?: (error: unknown) => void;
}

/**
 * Makes a scope for `clock.run`.
 *
 * @example const instance = createScope({ label: "instance 1", entropy: root.fork("instance 1") });
 */
export function createScope({ label, entropy, thrown }: ScopeOptions): Scope {
  const tasks = new Set<Task>();
  let state: Scope["state"] = "running";
  return {
    label,
    entropy,
    thrown,
    tasks,
    get state() {
      return state;
    },
    pause() {
      if (state !== "running") return;
      state = "paused";
      for (const task of tasks) task.park();
    },
    resume() {
      if (state !== "paused") return;
      state = "running";
      for (const task of tasks) task.wake();
    },
    end() {
      if (state === "ended") return;
      state = "ended";
      for (const task of tasks) task.drop();
      tasks.clear();
    },
  };
}

/** Where code runs: on whose time, and for whom. */
export interface Place {
  readonly engine: Engine;
  readonly scope: Scope;
}

/** The place of the code that runs now; nothing outside of simulations. */
export const places: AsyncLocalStorage<Place> = new AsyncLocalStorage<Place>();
