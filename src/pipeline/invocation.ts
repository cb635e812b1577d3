import type { Host, Invocation, LogLevel, LogRecord } from "../delivery/index.ts";

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
 * An invocation from what an entry knows, with the bookkeeping of deadline and `waitUntil`.
 * The entry always awaits `rest()`, where its platform needs it: it also disarms the deadline.
 *
 * @example const invocation = createInvocation({ id: context.awsRequestId, native: { event, context }, deadline, log }, host);
 */
export function createInvocation(
  { log, waitUntil, disconnect, deadline = Number.POSITIVE_INFINITY, ...parts }: InvocationParts,
  host: Host,
): Invocation {
  const controller = new AbortController();
  const { promise: over, reject: giveUp } = Promise.withResolvers<never>();
  let disarm: (() => void) | undefined;
  let work: Promise<unknown> | undefined;
  // Nobody may be waiting.
  over.catch(() => {});
  const at =
    (level: LogLevel) =>
    (message: string, { error, ...fields }: Readonly<Record<string, unknown>> = {}): void =>
      log({
        level,
        message,
        time: host.now(),
        invocation: invocation.id,
        function: invocation.function,
        trace: invocation.trace,
        error,
        fields,
      });
  const failed = (error: unknown): void => invocation.log.error("waitUntil work failed", { error });
  const invocation: Mutable<Invocation> = {
    at: host.now(),
    ...parts,
    deadline,
    over,
    signal: disconnect ? AbortSignal.any([controller.signal, disconnect]) : controller.signal,
    log: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") },
    begin(name, timeoutMs = Number.POSITIVE_INFINITY) {
      const { at } = invocation;
      const end = Math.min(deadline, at + timeoutMs);
      // Kept free before the deadline: a second, or a tenth of a shorter invocation.
      const margin = Math.min(1000, (end - at) / 10);
      invocation.function = name;
      invocation.deadline = end;
      disarm = host.after(end - margin - host.now(), () => {
        const late = new DOMException("the deadline is near", "TimeoutError");
        controller.abort(late);
        disarm = host.after(margin / 2, () => giveUp(late));
      });
    },
    waitUntil(promise) {
      const settled = Promise.resolve(promise).catch(failed);
      work = Promise.all([work, settled]);
      waitUntil?.(settled);
    },
    async rest() {
      const all = async (): Promise<void> => {
        // Work may add work.
        for (let seen: typeof work; seen !== work; await seen) seen = work;
      };
      await Promise.race([all(), over]).catch(failed);
      disarm?.();
    },
  };
  return invocation;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
