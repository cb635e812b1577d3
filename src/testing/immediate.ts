import { native } from "./native.ts";
import type { Place, Task } from "./scope.ts";
import { context, type Work } from "./timer.ts";

/**
 * What `setImmediate` returns in a scope. It runs in the next round of the real event loop, because it takes no time;
 * but not while its scope is paused, and never after its end.
 */
export class Immediate {
  readonly #place: Place;
  readonly #task: Task;
  #ref = true;
  #state: "due" | "parked" | "gone" = "parked";

  constructor(place: Place, work: Work, args: unknown[]) {
    const { scope } = place;
    this.#place = place;
    const from = context();
    const run = (): void => {
      if (this.#state !== "due") return;
      this.close();
      try {
        from.runInAsyncScope(work, this, ...args);
      } catch (thrown) {
        // Thrown from here, it would end the process and not the test.
        if (scope.thrown) scope.thrown(thrown);
        else place.engine.fail(thrown);
      }
    };
    this.#task = {
      park: () => this.#become("parked"),
      drop: () => this.#become("gone"),
      wake: () => {
        this.#become("due");
        native.setImmediate(run);
      },
    };
    if (scope.state !== "ended") scope.tasks.add(this.#task);
    if (scope.state === "running") this.#task.wake();
  }

  #become(state: "due" | "parked" | "gone"): void {
    if (this.#state === state) return;
    if (this.#state === "due") this.#place.engine.immediates(-1);
    if (state === "due") this.#place.engine.immediates(1);
    this.#state = state;
  }
  ref(): this {
    this.#ref = true;
    return this;
  }
  unref(): this {
    this.#ref = false;
    return this;
  }
  hasRef(): boolean {
    return this.#ref;
  }
  close(): void {
    this.#become("gone");
    this.#place.scope.tasks.delete(this.#task);
  }
  [Symbol.dispose](): void {
    this.close();
  }
}
