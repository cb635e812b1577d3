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
  let late: DOMException | undefined;
  /** Those who wait for what may never come; nobody any more once they have been told. */
  let waiting: ((reason: unknown) => void)[] | undefined = [];
  let disarm: (() => void) | undefined;
  let work: Promise<unknown> | undefined;
  const at =
    (level: LogLevel) =>
    (message: string, { error, ...fields }: Readonly<Record<string, unknown>> = {}): void => {
      const { id, function: name, trace } = invocation;
      log({ level, message, time: host.now(), invocation: id, function: name, trace, error, fields });
    };
  const failed = (error: unknown): void => invocation.log.error("waitUntil work failed", { error });
  const invocation: Mutable<Invocation> = {
    at: host.now(),
    ...parts,
    deadline,
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
        late = new DOMException("the deadline is near", "TimeoutError");
        controller.abort(late);
        disarm = host.after(margin / 2, () => {
          for (const giveUp of waiting!) giveUp(late);
          waiting = undefined;
        });
      });
    },
    // By hand: `Promise.race` takes six times as long.
    until: (work) =>
      new Promise((resolve, reject) => {
        if (waiting) waiting.push(reject);
        else reject(late);
        work.then(resolve, reject);
      }),
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
      if (work) await invocation.until(all()).catch(failed);
      disarm?.();
    },
  };
  return invocation;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
