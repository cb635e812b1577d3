import type { Traits } from "../adapter/index.ts";
import type { Carrier } from "./call.ts";
import type { EventCarrier, EventTrigger, TaskCarrier } from "./events/carrier.ts";
import { roadCarrier } from "./events/deliver.ts";
import { inverseOf, type Road, type ShapeUnderTest, shapeOf } from "./events/road.ts";
import { CHANNEL } from "./events/sent.ts";
import type { Running, RuntimeUnderTest, Started } from "./runtime.ts";
import { socketCarrier } from "./socket.ts";

/** A carrier of HTTP over the runtime's socket. */
export async function runtimeCarrier(
  { adapter, shape }: ShapeUnderTest,
  { front }: RuntimeUnderTest,
  started: Started,
): Promise<Carrier> {
  const running = await started.running();
  if (!running.origin) throw new Error(`the runtime of ${adapter.name} ${shape} has no origin to call`);
  const { traits, limits } = shapeOf({ adapter, shape });
  return socketCarrier({
    provider: adapter.name,
    shape,
    origin: running.origin,
    traits: traits as Traits<"http">,
    limits,
    logs: () => running.logs(),
    ...(front && { front }),
  });
}

/**
 * A carrier of events over the runtime. Deliveries run side by side where what was logged of each can be told by its
 * events' ids; where the provider has ids of its own, one at a time of each function.
 */
export async function runtimeEventCarrier(
  under: ShapeUnderTest,
  trigger: EventTrigger,
  started: Started,
): Promise<EventCarrier> {
  const running = await started.running();
  const now = (): number => running.now?.() ?? Date.now();
  const carrier = (mine: (lines: readonly string[]) => readonly string[]): Promise<EventCarrier> =>
    roadCarrier(under, trigger, (name) => roadTo(name, running, now, mine), now);
  const whole = { ...(await carrier((lines) => lines)), lateMs: LATE };
  const id = `event-${crypto.randomUUID()}-0`;
  const { handled } = await whole.deliver("plain", [{ id, data: { bucket: CHANNEL, key: "done/0" } }]);
  const known = handled[0]?.id === id;
  const queues = new Map<string, Promise<unknown>>();
  return {
    ...whole,
    async deliver(variant, events) {
      if (known) {
        const named = events.map((event, i) => ({ id: `event-${crypto.randomUUID().slice(0, 8)}-${i}`, ...event }));
        const own = await carrier((lines) => linesAbout(named, lines));
        return own.deliver(variant, named);
      }
      const delivered = (queues.get(variant) ?? Promise.resolve()).then(() => whole.deliver(variant, events));
      queues.set(
        variant,
        delivered.catch(() => {}),
      );
      return delivered;
    },
  };
}

/** Milliseconds that a busy machine may be late. */
const LATE = 20_000;

/** The lines that name one of the events, and all others of the same invocations. */
function linesAbout(events: readonly { readonly id: string }[], lines: readonly string[]): string[] {
  const naming = lines.filter((line) => events.some(({ id }) => line.includes(`"${id}"`)));
  const invocations = naming.flatMap((line) => /"invocation":"([^"]+)"/.exec(line)?.[1] ?? []);
  return lines.filter((line) => naming.includes(line) || invocations.some((id) => line.includes(id)));
}

function roadTo(
  name: string,
  running: Running,
  now: () => number,
  mine: (lines: readonly string[]) => readonly string[],
): Road {
  const before = running.logs().length;
  return {
    calls: [],
    now,
    send: (wire) => sendTo(running, name, wire),
    log: async () => mine(await linesOf(running, name, before)).join("\n"),
  };
}

const sendTo = (running: Running, name: string, wire: unknown): Promise<unknown> => {
  if (!running.send) throw new Error(`the runtime has no way to send to "${name}"`);
  return running
    .send(name, wire)
    .catch((thrown: unknown) => (thrown instanceof Error ? thrown : new Error(`${thrown}`)));
};

/** Milliseconds that a line may take through its pipe. */
const PIPE = 40;

/** What a function has logged since, once what was written has come. */
async function linesOf(running: Running, name: string, since: number): Promise<string[]> {
  await new Promise((resolve) => setTimeout(resolve, PIPE));
  const word = new RegExp(`\\b${name}\\b`);
  const lines = running.logs().slice(since).split("\n");
  return lines.filter((line) => word.test(line));
}

/** A carrier of tasks over the runtime. */
export async function runtimeTaskCarrier(under: ShapeUnderTest, started: Started): Promise<TaskCarrier> {
  const running = await started.running();
  const inverse = inverseOf(under) as unknown as {
    wire(delivery: { readonly input: unknown }): unknown;
    outcome(reply: unknown, wire: unknown, calls: readonly Request[]): unknown;
  };
  return {
    provider: under.adapter.name,
    shape: under.shape,
    trigger: "task",
    // Deliveries go their way as they are.
    traits: { bodies: true } as unknown as TaskCarrier["traits"],
    limits: shapeOf(under).limits,
    async call(name, input) {
      const before = running.logs().length;
      const wire = await inverse.wire({ input });
      const reply = await sendTo(running, name, wire);
      return { result: await inverse.outcome(reply, wire, []), log: (await linesOf(running, name, before)).join("\n") };
    },
  };
}
