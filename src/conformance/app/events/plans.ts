import { type CloudEvent, type Context, type EventMiddleware, Reject, Retry, type Schema } from "unmoor";

// Handlers of the functions that the event scenarios deliver to. What becomes of an event stands in the event itself:
// in its data, or in the first part of its object's key. What they got, they tell the log.

interface Plan {
  readonly do?: string;
  /** What becomes of it in the dead-letter handler. */
  readonly bury?: string;
}

const planOf = ({ data, type }: CloudEvent): Plan => {
  const { key } = (data ?? {}) as { key?: string };
  return type.startsWith("dev.unmoor.bucket.") && key ? { do: key.split("/")[0] as string } : ((data ?? {}) as Plan);
};

/** Data as a log can hold them. */
function toldOf(data: unknown): unknown {
  if (data instanceof Uint8Array) return { $bytes: Buffer.from(data).toString("base64") };
  return typeof data === "string" && data.length > 10_000 ? { $length: data.length } : data;
}

/** Calls of handlers under way, by invocation. */
const busy = new Map<string, number>();

export function tell(
  kind: "handled" | "buried",
  event: CloudEvent,
  context: Context,
  size: number,
  reason?: string,
): void {
  const { specversion: _, id, source, type, subject, time, datacontenttype, data, ...extensions } = event;
  const told = {
    kind,
    id,
    source,
    type,
    subject,
    time,
    datacontenttype,
    extensions,
    data: toldOf(data),
    size,
    busy: busy.get(context.invocation) ?? 0,
    attempt: context.attempt,
    trace: context.trace,
    function: context.function,
    provider: context.provider,
    invocation: context.invocation,
    ...(reason !== undefined && { reason }),
  };
  // As one value: providers have their own ideas of what `time` and `trace` of a line are.
  context.log.info(kind, { told });
}

export async function act(what: string | undefined, context: Context): Promise<unknown> {
  switch (what) {
    case "throw":
      throw new Error("thrown");
    case "text":
      throw "a thrown text";
    case "nothing":
      throw undefined;
    case "retry":
      throw new Retry("not now");
    case "later":
      throw new Retry("not now", { after: "5m" });
    case "reject":
      throw new Reject("never");
    case "give-later":
      return new Retry("not now", { after: "5m" });
    case "give-reject":
      return new Reject("never");
    case "value":
      return { ok: false, status: "rejected" };
    case "slow":
      // Turns of the event loop and no time: whoever else may begin, begins.
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
      return undefined;
    case "hang":
      context.log.info("waiting");
      return new Promise(() => {});
    case "heed":
      context.log.info("waiting");
      await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
  }
  return undefined;
}

async function counted<T>({ invocation }: Context, work: () => Promise<T>): Promise<T> {
  busy.set(invocation, (busy.get(invocation) ?? 0) + 1);
  try {
    return await work();
  } finally {
    busy.set(invocation, (busy.get(invocation) ?? 0) - 1);
  }
}

export const one = (event: CloudEvent, context: Context): Promise<unknown> =>
  counted(context, async () => {
    tell("handled", event, context, 1);
    return act(planOf(event).do, context);
  });

const each = (events: readonly CloudEvent[], context: Context): Promise<unknown>[] =>
  events.map(async (event) => {
    tell("handled", event, context, events.length);
    return act(planOf(event).do, context);
  });

/** Returned and not thrown, by index. */
export const given = (events: readonly CloudEvent[], context: Context): Promise<(Retry | Reject | undefined)[]> =>
  Promise.all(
    each(events, context).map(async (work) => {
      try {
        await work;
        return undefined;
      } catch (thrown) {
        return thrown instanceof Retry || thrown instanceof Reject ? thrown : new Retry(String(thrown));
      }
    }),
  );

export const allSettled = (events: readonly CloudEvent[], context: Context): Promise<PromiseSettledResult<unknown>[]> =>
  Promise.allSettled(each(events, context));

export const failing = async (events: readonly CloudEvent[], context: Context): Promise<void> => {
  await Promise.allSettled(each(events, context));
  throw new Error("the batch failed");
};

/** One result more than there are events. */
export const miscounting = async (events: readonly CloudEvent[], context: Context): Promise<undefined[]> => {
  await Promise.allSettled(each(events, context));
  return [...events.map(() => undefined), undefined];
};

export const nothing = async (events: readonly CloudEvent[], context: Context): Promise<void> => {
  await Promise.allSettled(each(events, context));
};

export async function bury(event: CloudEvent, { message }: Error, context: Context): Promise<void> {
  tell("buried", event, context, 1, message);
  await act(planOf(event).bury, context);
}

/** Data with a number, which it doubles. */
export const doubled: Schema<{ readonly n: number }, { readonly doubled: number; readonly do?: string }> = {
  "~standard": {
    version: 1,
    vendor: "scenarios",
    validate(value) {
      const { n, do: what } = (value ?? {}) as { n?: unknown; do?: string };
      return typeof n === "number"
        ? { value: { doubled: n * 2, ...(what && { do: what }) } }
        : { issues: [{ message: "a number is wanted", path: ["n"] }] };
    },
  },
};

/** Refuses before the handler what says so, and looks at what comes back. */
export const guard: EventMiddleware = {
  async event(events, context, next) {
    if (events.some(({ data }) => (data as { guard?: string }).guard === "reject")) throw new Reject("guarded");
    context.log.info("guarded");
    return next();
  },
};
