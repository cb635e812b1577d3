import { AsyncResource } from "node:async_hooks";
import type { Entry } from "./queue.ts";
import type { Place, Task } from "./scope.ts";

/** What virtual timers are called among Node's resources. */
export const VIRTUAL = "VirtualTimer";

/** Where the timer was set: its callback finds every `AsyncLocalStorage` as it was there, not only ours. */
export const context = (): AsyncResource => new AsyncResource(VIRTUAL, { requireManualDestroy: true });

export type Work = (...args: unknown[]) => unknown;

/** Node's longest delay: beyond it, a timer fires after 1 ms (https://nodejs.org/api/timers.html#settimeoutcallback-delay-args). */
const LONGEST = 2 ** 31 - 1;

/** The delay that Node makes of what it is given. */
export function delay(given: unknown): number {
  const ms = given === undefined ? 1 : +(given as number);
  if (ms >= 1 && ms <= LONGEST) return Math.trunc(ms);
  if (ms > LONGEST)
    process.emitWarning(
      `${ms} does not fit into a 32-bit signed integer.\nTimeout duration was set to 1.`,
      "TimeoutOverflowWarning",
    );
  return 1;
}

/** Timers by their number, which `+timer` gives; above every number that Node gives. */
const numbered = new Map<number, Timeout>();
let numbers = 2 ** 40;

/** A virtual timer: what `setTimeout` and `setInterval` return, with all that Node's has. */
export class Timeout {
  readonly #place: Place;
  readonly #delay: number;
  readonly #entry: Entry;
  readonly #task: Task;
  #number: number | undefined;
  #dead = false;

  constructor(place: Place, work: Work, ms: unknown, args: unknown[], repeat: boolean) {
    const { engine, scope } = place;
    this.#place = place;
    this.#delay = delay(ms);
    const from = context();
    const entry: Entry = {
      due: 0,
      order: 0,
      ref: true,
      index: -1,
      label: scope.label,
      since: 0,
      fire: () => {
        if (repeat) {
          entry.due = engine.now() + this.#delay;
          entry.order = engine.order();
          engine.queue.push(entry);
        } else scope.tasks.delete(this.#task);
        try {
          from.runInAsyncScope(work, this, ...args);
        } catch (thrown) {
          if (!scope.thrown) throw thrown;
          scope.thrown(thrown);
        }
      },
    };
    this.#entry = entry;
    const leave = (): void => {
      engine.queue.remove(entry);
      engine.parked.delete(entry);
    };
    this.#task = {
      drop: leave,
      park() {
        leave();
        engine.parked.add(entry);
      },
      wake() {
        leave();
        engine.queue.push(entry);
      },
    };
    this.#arm();
  }

  #arm(): void {
    const { engine, scope } = this.#place;
    if (scope.state === "ended") return;
    this.#task.drop();
    this.#entry.since = engine.now();
    this.#entry.due = engine.now() + this.#delay;
    this.#entry.order = engine.order();
    scope.tasks.add(this.#task);
    if (scope.state === "running") this.#task.wake();
    else this.#task.park();
  }

  ref(): this {
    this.#place.engine.queue.refer(this.#entry, true);
    return this;
  }
  unref(): this {
    this.#place.engine.queue.refer(this.#entry, false);
    return this;
  }
  hasRef(): boolean {
    return this.#entry.ref;
  }
  refresh(): this {
    if (!this.#dead) this.#arm();
    return this;
  }
  close(): this {
    this.#dead = true;
    this.#task.drop();
    this.#place.scope.tasks.delete(this.#task);
    if (this.#number) numbered.delete(this.#number);
    return this;
  }
  [Symbol.toPrimitive](): number {
    if (!this.#number) {
      this.#number = ++numbers;
      numbered.set(this.#number, this);
    }
    return this.#number;
  }
  [Symbol.dispose](): void {
    this.close();
  }
}

/** The virtual timer that a clear function was given, as the object, its number, or that as a text. */
export function find(given: unknown): Timeout | undefined {
  if (given instanceof Timeout) return given;
  return typeof given === "number" || typeof given === "string" ? numbered.get(Number(given)) : undefined;
}
