import type { Clock } from "./clock.ts";
import { places } from "./scope.ts";

/** Moves time for whoever waits. */
export interface Driver {
  /** Until a promise is settled. A function that calls another one does not move the time that it runs in itself. */
  through<T>(work: Promise<T>): Promise<T>;
}

/** @param clock whose time it is */
export const createDriver = (clock: Clock): Driver => ({
  async through(work) {
    if (places.getStore()) return work;
    let over = false;
    const end = (): void => {
      over = true;
    };
    work.then(end, end);
    await clock.settle(() => over);
    return work;
  },
});
