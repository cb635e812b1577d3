import { type EventFunction, on, queue, schedule, type TaskFunction, task } from "../../../src/index.ts";

export const fulfil: EventFunction = on(queue("orders"), () => {});
export const charge: EventFunction = on(queue("payments"), () => {});
export const nightly: EventFunction = on(schedule("0 2 * * *"), () => {});
export const resize: TaskFunction<"resize", { key: string }, { key: string; width: number }> = task(
  "resize",
  async ({ key }: { key: string }) => {
    if (key === "broken") throw new Error("secret");
    return { key, width: 1 };
  },
);
