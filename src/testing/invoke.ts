import {
  type Codec,
  createInvocation,
  type Delivery,
  type Dispatch,
  exchange,
  type Kind,
  type Outcome,
} from "../adapter/index.ts";
import type { UnitHost } from "./host.ts";
import type { Instance } from "./instance.ts";
import type { Spot } from "./plan.ts";
import type { Carrier } from "./provider.ts";
import type { World } from "./world.ts";

/** One call of a function. */
export interface Invoked<K extends Kind> {
  readonly carrier: Carrier<K>;
  readonly host: UnitHost;
  readonly dispatch: Dispatch<K>;
  readonly delivery: Delivery<K>;
  /** In the order of the events. */
  readonly spots: readonly Spot[];
  readonly timeoutMs: number;
  /** W3C traceparent, where the call has one. */
  readonly trace?: string | undefined;
  readonly instance: Instance;
  readonly disconnect?: AbortSignal | undefined;
  /** Kills the instance. */
  died(): void;
}

/** How a call ended, as the provider sees it. */
export interface Ended<K extends Kind> {
  readonly is: "answered" | "crashed" | "timeout";
  /** Of an answer; an Error where the call failed. */
  readonly outcome?: Outcome<K> | Error;
  /** What the pipeline said before a codec put it into a provider's words. */
  readonly said?: Outcome<K> | undefined;
  /** `waitUntil` work that goes on after it. */
  readonly rest: Promise<void>;
}

/**
 * One invocation on the road of production: what the provider would hand over, `exchange`, and what the provider makes
 * of the answer. Its instance's timers are the only ones it has.
 */
export async function invoke<K extends Kind>(world: World, call: Invoked<K>): Promise<Ended<K>> {
  const { clock, running } = world;
  const { carrier, instance, timeoutMs } = call;
  const { inverse, profile } = carrier;
  const { host } = call;
  const scope = instance.scope(call.spots[0]?.key ?? "");
  const calls = host.hear(scope);
  const wire = await clock.hold("the provider", Promise.resolve(inverse.wire(call.delivery)));
  const id = `invocation-${world.count("invocation")}`;
  const { promise: crashed, resolve: crash } = Promise.withResolvers<"crashed">();
  const spots = new Map<string, Spot>();
  const die = (): void => crash("crashed");
  // What dies is the instance, with all that runs in it.
  running.set(id, { spots, at: clock.now(), crash: () => call.died() });
  instance.mourners.add(die);
  world.step();
  if (call.spots[0]) spots.set("", call.spots[0]);

  let said: Outcome<K> | undefined;
  const dispatch: Dispatch<K> = {
    ...call.dispatch,
    async deliver(delivery, invocation, host) {
      const { events = [] } = delivery as Partial<Delivery<"events">>;
      for (const [index, { event }] of events.entries()) spots.set(event.id, call.spots[index] as Spot);
      said = await call.dispatch.deliver(delivery, invocation, host);
      return said;
    },
  };
  const invocation = createInvocation(
    {
      id,
      native: wire,
      deadline: clock.now() + timeoutMs,
      trace: call.trace,
      disconnect: call.disconnect,
      log: (record) => void (running.has(id) && world.log.push(record)),
    },
    host,
  );
  const work = async (): Promise<unknown> => {
    const reply = await exchange(carrier.codec as Codec<K>, wire, invocation, dispatch, host).catch(asError);
    if (profile.instance.waits === "before") await invocation.rest();
    return reply;
  };
  let disarm: (() => void) | undefined;
  const timeout = new Promise<"timeout">((resolve) => {
    disarm = clock.after(timeoutMs, () => resolve("timeout"), { label: `time limit of ${call.spots[0]?.key}` });
  });
  const answered = clock.run(scope, work).then((reply) => ({ reply }));
  const first = await Promise.race([answered, crashed, timeout]);
  disarm?.();
  instance.mourners.delete(die);
  if (typeof first === "string") {
    running.delete(id);
    return { is: first, rest: Promise.resolve(), said };
  }
  const outcome = await clock.hold("the provider", (async () => inverse.outcome(first.reply as Error, wire, calls))());
  const rest = invocation.rest().finally(() => running.delete(id));
  return { is: "answered", outcome, said, rest };
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
