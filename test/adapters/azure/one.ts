/** The least app of events. */
import { on, queue } from "unmoor";

export const fulfil = on(queue("orders"), (event) => {
  if (!event.data) throw new Error("nothing ordered");
});
