import {
  type Codec,
  createInvocation,
  type Dispatch,
  exchange,
  type Kind,
  type LogRecord,
} from "../../adapter/index.ts";
import type { Clock } from "./clock.ts";

/** Milliseconds that an invocation has, as a platform would grant them. */
const GRANTED = 30_000;

/** One invocation, to its end: the reply, or an Error for what was thrown. */
export async function invoke<K extends Kind>(
  codec: Codec<K, unknown, unknown>,
  wire: unknown,
  dispatch: Dispatch<K>,
  clock: Clock,
  log: LogRecord[],
): Promise<unknown> {
  const invocation = createInvocation(
    {
      id: crypto.randomUUID(),
      native: wire,
      deadline: clock.now() + GRANTED,
      log(record) {
        log.push(record);
        // What the scenarios' app says before it does.
        if (record.message === "waiting") clock.wait();
      },
    },
    clock,
  );
  const failed = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
  const reply = await clock.run(exchange(codec, wire, invocation, dispatch, clock).catch(failed));
  await clock.run(invocation.rest());
  return reply;
}

/** A line of the log. */
export const lineOf = ({ error, ...record }: LogRecord): string =>
  JSON.stringify({ ...record, error: error instanceof Error ? `${error.name}: ${error.message}` : error });
