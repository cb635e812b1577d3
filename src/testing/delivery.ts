import type { DeliveryProfile, Settled, Settlement } from "../adapter/index.ts";
import type { EventFunction } from "../app/index.ts";
import type { OpenAttempt } from "./attempt.ts";
import { incomingOf, type Sent } from "./event.ts";
import { type Ended, invoke } from "./invoke.ts";
import type { Handed, Message, Part, Verdict } from "./message.ts";
import type { Spot } from "./plan.ts";
import type { Unit } from "./unit.ts";
import { keep, type World } from "./world.ts";

/** What a delivery needs to know of its function. */
export interface Destination {
  readonly name: string;
  readonly fn: EventFunction;
  readonly unit: Unit<"events">;
  readonly profile: DeliveryProfile;
  readonly timeoutMs: number;
  readonly attempts: OpenAttempt[];
  /** Why an event failed last, by its name. */
  readonly reasons: Map<string, string>;
  spotOf(message: Message<Sent>, number: number): Spot;
  /** Delivers a message once more, whatever becomes of this delivery. */
  copy(key: string, at: number): void;
}

/**
 * Hands events to an instance, through the provider's codec and back.
 *
 * @returns what the provider takes each event for; `undefined` where it does not hear of it
 */
export async function deliver(
  world: World,
  to: Destination,
  handed: Handed<Sent>,
): Promise<readonly Verdict[] | undefined> {
  const { clock, plan, tracer } = world;
  const { unit, profile, name, fn } = to;
  const { parts } = handed;
  const delivery = world.count("delivery");
  const instance = await unit.pool.acquire();
  const spots = parts.map(({ message, number }) => to.spotOf(message, number));
  const open = parts.map(({ message, number }): OpenAttempt => {
    const at = clock.now() - world.began;
    return { event: message.content.event, function: name, attempt: number, instance: instance.id, delivery, at };
  });
  to.attempts.push(...open);
  /** Events that come again when this has ended. */
  const twice: string[] = [];
  for (const [index, spot] of spots.entries()) {
    tracer.add("start", spot.key, `${name} i${instance.id}`);
    const { key } = (parts[index] as Part).message;
    const copy = plan.find("duplicate", spot);
    if (copy?.afterMs !== undefined) to.copy(key, clock.now() + copy.afterMs);
    else if (copy) twice.push(key);
  }
  const events = parts.map(({ message, attempt, last }) =>
    incomingOf(message.content, {
      attempt,
      ...(last && { last }),
      ...(message.lane !== undefined && { lane: message.lane }),
      ...(profile.receipt && { receipt: profile.receipt(message.content.nth) }),
    }),
  );
  const died = (): void => unit.pool.kill(instance);
  const { carrier, host } = unit;
  const dispatch = unit.dispatch(instance);
  const { timeoutMs } = to;
  const ended = await invoke(world, {
    carrier,
    host,
    dispatch,
    delivery: { events },
    spots,
    timeoutMs,
    instance,
    died,
  });
  record(world, to, parts, open, spots, ended);
  if (ended.is === "answered") {
    keep(world, ended.rest);
    unit.pool.release(instance);
  } else died();
  for (const key of twice) to.copy(key, clock.now());
  const unheard = ended.is === "answered" && spots.some((spot) => plan.find("loseReply", spot));
  if (!unheard) return verdictsOf(parts, ended, profile, fn, carrier.name);
  for (const { key } of spots) tracer.add("unheard", key);
  return undefined;
}

/** What a test is told of it. */
function record(
  { clock, began, tracer }: World,
  { reasons }: Destination,
  parts: readonly Part<Sent>[],
  open: readonly OpenAttempt[],
  spots: readonly Spot[],
  { is, outcome, said }: Ended<"events">,
): void {
  for (const [index, one] of open.entries()) {
    const { key } = (parts[index] as Part).message;
    // What the function said, where a codec can say less of it.
    const own: Settlement | undefined = (said as readonly Settled[] | undefined)?.[index];
    const failure = outcome instanceof Error ? outcome : undefined;
    one.endedAt = clock.now() - began;
    if (is === "answered") one.ended = own?.is ?? (failure ? "retry" : "done");
    else one.ended = is === "crashed" ? "crash" : "timeout";
    one.error = own && own.is !== "done" ? own.error : failure;
    const reason = one.error?.message ?? (is === "answered" ? undefined : is);
    if (reason !== undefined) reasons.set(key, reason);
    if (is !== "crashed") tracer.add(one.ended, (spots[index] as Spot).key, one.error?.message ?? "");
  }
}

/** What the provider takes each event for. */
function verdictsOf(
  parts: readonly Part<Sent>[],
  { is, outcome }: Ended<"events">,
  { crashLoses }: DeliveryProfile,
  { options }: EventFunction,
  shape: string,
): readonly Verdict[] {
  if (is === "crashed" && crashLoses) return parts.map(() => ({ is: "lost" }));
  if (is !== "answered" || outcome instanceof Error || !outcome) return parts.map(() => ({ is: "retry" }));
  if (outcome.length !== parts.length)
    throw new Error(`${shape}: ${parts.length} events were delivered, and ${outcome.length} settled`);
  return outcome.map((settled): Verdict => {
    // A function that keeps its own dead letters has ended the event.
    if (settled.is === "reject") return { is: options.deadLetter ? "done" : "reject" };
    return settled.is === "retry" ? { is: "retry", afterMs: settled.afterMs } : settled;
  });
}
