import type { Adapter, FunctionFacts } from "../adapter/index.ts";
import type { Accepted } from "./accepted.ts";
import { cronFault, isTimeZone } from "./cron.ts";
import { fault } from "./errors.ts";

/**
 * Whether a shape can keep what an event function promises.
 *
 * @throws `INVALID_SCHEDULE`; `MISSING_TRAIT` where rejected events would be lost or an order not be kept
 */
export function checkEvents(
  { name, source, deadLetter }: FunctionFacts,
  shape: string,
  adapter: Adapter,
  accepted: Accepted,
): void {
  if (!source) return;
  const { traits, clock } = adapter.shapes[shape] ?? {};
  if (source.kind === "schedule") {
    const wrong = cronFault(source.cron ?? "");
    if (wrong)
      throw fault("INVALID_SCHEDULE", `the schedule "${source.cron}" of "${name}" ${wrong}`, {
        help: 'write five numeric fields: "0 2 * * *"',
        functions: [name],
        page: clock?.page,
      });
    if (!isTimeZone(source.timeZone ?? "UTC"))
      throw fault("INVALID_SCHEDULE", `"${source.timeZone}" of "${name}" is no time zone`, {
        help: 'write an IANA name: "Europe/Berlin"',
        functions: [name],
        page: clock?.page,
      });
    // A run that is given up is not lost like a message: the next one comes by itself.
    return;
  }
  const letters = traits?.deadLetter;
  if (letters && letters !== true && !deadLetter && !accepted.has(name, "deadLetter"))
    throw fault("MISSING_TRAIT", `what "${name}" rejects would be lost on ${adapter.name}: ${letters.lacks}`, {
      help: `give it a handler for what is rejected: on(…, { deadLetter: async (event, error) => … }, handler)`,
      functions: [name],
      page: letters.page,
    });
  const order = traits?.order;
  if (source.fifo && order && order !== true && !accepted.has(name, "order"))
    throw fault("MISSING_TRAIT", `"${name}" wants its queue in order, and ${adapter.name} cannot: ${order.lacks}`, {
      help: "build it for other targets only, or do without fifo",
      functions: [name],
      page: order.page,
    });
}
