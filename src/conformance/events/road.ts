import type { Adapter, AnyShape, App, Codec, eventDispatch, Inverse } from "../../adapter/index.ts";
import type { EventTrigger, RoadTraits, Told } from "./carrier.ts";
import { ATTEMPTS, MATCH } from "./sent.ts";

/** The way of a delivery to one function, and back: `exchange` in process, or a provider's own runtime. */
export interface Road {
  /** Hands over what the provider would; gives the reply, or an Error for what failed. */
  send(wire: unknown): Promise<unknown>;
  /** What the function has asked of its provider's control plane. */
  readonly calls: readonly Request[];
  /** All that was logged on it, a JSON object a line. */
  log(): string | Promise<string>;
  /** Milliseconds since the epoch, by the function's own clock. */
  now(): number;
}

/** Of a road that carries every delivery as it is. */
export const roadTraits: RoadTraits = { bodies: true };

/** A shape under test. */
export interface ShapeUnderTest {
  readonly adapter: Adapter;
  /** A key of its shapes that carries the trigger. */
  readonly shape: string;
  /** What senders must show, by variable: the environment of the function. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether a function gets several events in one delivery; whether the shape can by default. */
  readonly batches?: boolean;
  /** Build-time facts of the codec, beside those that follow from the function. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

export type EventFunction = Parameters<typeof eventDispatch>[1];

export const shapeOf = ({ adapter, shape }: ShapeUnderTest): AnyShape => {
  const found = adapter.shapes[shape];
  if (!found) throw new Error(`${adapter.name} has no shape "${shape}"`);
  return found;
};

export const inverseOf = (under: ShapeUnderTest): Inverse<"events", unknown, unknown> =>
  shapeOf(under).inverse as Inverse<"events", unknown, unknown>;

/** The codec as a unit of this function would have it. */
export function codecOf(
  under: ShapeUnderTest,
  trigger: EventTrigger,
  options: Pick<EventFunction["options"], "attempts" | "deadLetter"> = {},
): Codec<"events", unknown, unknown> {
  const facts = {
    partial: true,
    name: "conformance",
    cron: "* * * * *",
    kind: trigger,
    match: trigger === "cloudEvent" ? MATCH : undefined,
    attempts: options.attempts ?? ATTEMPTS,
    deadLetter: !!options.deadLetter,
    ...under.facts,
  };
  return shapeOf(under).codec(facts as never) as Codec<"events", unknown, unknown>;
}

/** The function that a variant stands for: `plain` of a queue is `queuePlain`. */
export const titleOf = (trigger: EventTrigger, variant: string): string =>
  `${trigger}${variant[0]?.toUpperCase()}${variant.slice(1)}`;

export function functionOf(app: App, title: string): EventFunction {
  const fn = app[title] as EventFunction | undefined;
  if (fn?.kind !== "event") throw new Error(`the scenarios' app has no function "${title}"`);
  return fn;
}

/** What the app told, wherever its provider's log has put it. */
export function toldIn(log: string, kind: "handled" | "buried"): Told[] {
  return log.split("\n").flatMap((line) => {
    if (!line.includes(`"${kind}"`)) return [];
    let record: unknown;
    try {
      record = JSON.parse(line);
    } catch {
      return [];
    }
    const found = find(record);
    return found?.kind === kind ? [found] : [];
  });
}

function find(value: unknown): (Told & { readonly kind: string }) | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if ("told" in value) return value.told as Told & { readonly kind: string };
  for (const member of Object.values(value)) {
    const found = find(member);
    if (found) return found;
  }
  return undefined;
}
