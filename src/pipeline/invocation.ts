import type { Host, Invocation, LogRecord } from "../delivery/index.ts";

/** What an entry knows of a call. */
export interface InvocationParts {
  readonly id: string;
  readonly native: unknown;
  /** Milliseconds since the epoch; now by default. */
  readonly at?: number;
  /** Milliseconds since the epoch; absent where nobody says. */
  readonly deadline?: number | undefined;
  /** W3C traceparent. */
  readonly trace?: string | undefined;
  /** Aborts when the client goes away. */
  readonly disconnect?: AbortSignal | undefined;
  /** The platform's own way to stay awake, told of each piece of work. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
  log(record: LogRecord): void;
}

/**
 * The time kept free at the end, in milliseconds: `signal` aborts this long before the deadline, a handler that still
 * runs halfway into it is given up, and `waitUntil` work in its last quarter.
 */
export function margin({ at, deadline }: Pick<Invocation, "at" | "deadline">): number {
  return Math.min(1000, (deadline - at) / 10);
}

/**
 * An invocation from what an entry knows: a signal made at first touch, and the bookkeeping of `waitUntil`.
 * The entry awaits `rest()` where its platform needs it, always: it also disarms the deadline.
 *
 * @example const invocation = createInvocation({ id: context.awsRequestId, native: { event, context }, deadline, log }, host);
 */
export function createInvocation(parts: InvocationParts, host: Host): Invocation {
  const at = parts.at ?? host.now();
  let deadline = parts.deadline ?? Number.POSITIVE_INFINITY;
  let controller: AbortController | undefined;
  let disarm: () => void = () => {};
  let over = false;
  const work = new Set<Promise<unknown>>();

  const abort = (reason: unknown): void => {
    disarm();
    controller?.abort(reason);
  };
  const arm = (): void => {
    disarm();
    if (!over && deadline < Number.POSITIVE_INFINITY && !controller?.signal.aborted)
      disarm = host.after(Math.max(0, deadline - margin(invocation) - host.now()), () =>
        abort(new DOMException("the deadline is near", "TimeoutError")),
      );
  };

  const invocation: Invocation = {
    id: parts.id,
    at,
    native: parts.native,
    ...(parts.trace && { trace: parts.trace }),
    get deadline() {
      return deadline;
    },
    get signal() {
      if (!controller) {
        controller = new AbortController();
        const { disconnect } = parts;
        if (disconnect?.aborted) abort(disconnect.reason);
        disconnect?.addEventListener("abort", () => abort(disconnect.reason), { once: true });
        arm();
      }
      return controller.signal;
    },
    limit(to) {
      if (to >= deadline) return;
      deadline = to;
      if (controller) arm();
    },
    waitUntil(promise) {
      const settled: Promise<unknown> = Promise.resolve(promise).catch((error: unknown) =>
        parts.log({ level: "error", message: "waitUntil work failed", time: host.now(), invocation: parts.id, error }),
      );
      work.add(settled);
      settled.then(() => work.delete(settled));
      parts.waitUntil?.(settled);
    },
    async rest() {
      if (work.size) {
        const late = Promise.withResolvers<true>();
        const cancel =
          deadline < Number.POSITIVE_INFINITY
            ? host.after(Math.max(0, deadline - margin(invocation) / 4 - host.now()), () => late.resolve(true))
            : undefined;
        // Work may add work.
        while (work.size) if ((await Promise.race([Promise.all(work), late.promise])) === true) break;
        cancel?.();
        if (work.size)
          parts.log({
            level: "error",
            message: `${work.size} waitUntil promise(s) given up at the deadline`,
            time: host.now(),
            invocation: parts.id,
          });
      }
      over = true;
      disarm();
    },
    log: (record) => parts.log(record),
  };
  return invocation;
}

/**
 * What `work` gives, or `late()` when the handler still hangs halfway into the margin before the deadline.
 * What it gives afterwards is dropped.
 */
export async function beforeDeadline<T>(
  work: T | Promise<T>,
  late: () => T,
  invocation: Invocation,
  host: Host,
): Promise<T> {
  if (invocation.deadline === Number.POSITIVE_INFINITY || !(work instanceof Promise)) return work;
  const given = Promise.withResolvers<T>();
  const cancel = host.after(Math.max(0, invocation.deadline - margin(invocation) / 2 - host.now()), () =>
    given.resolve(late()),
  );
  work.then(given.resolve, given.reject);
  try {
    return await given.promise;
  } finally {
    cancel();
  }
}
