import type { Host } from "../delivery/index.ts";
import { SHARED_TIMER } from "../pipeline/features.ts";
import { LIGHT } from "../wire/light.ts";
import { createTimers } from "./timers.ts";

/** Node's process, where there is one: runtime code knows no other member of it. */
interface Process {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: { write(text: string): unknown };
}

/**
 * The process that runs us: the one place of the runtime that touches environment, output and timers.
 * Lines go to standard output without a prefix, because every platform reads JSON lines there, and Lambda's
 * `console.log` would put time and request id before them.
 *
 * @example const host = nodeHost(); host.env.DATABASE_URL
 */
export function nodeHost(): Host {
  const { process } = globalThis as unknown as { process: Process };
  return {
    // A light bundle's own `fetch` would load undici at every start, and to the native one a light request is none.
    fetch: (request) => (LIGHT ? globalThis.fetch(request.url, request) : fetch(request)),
    // Live and not a copy: Lambda changes it between invocations, and copying costs 24 µs.
    env: process.env,
    now: Date.now,
    after: SHARED_TIMER
      ? createTimers()
      : (ms, work) => {
          // Timers count in 32 bits: a longer delay would fire at once.
          const timer = ms < 2 ** 31 ? setTimeout(work, ms) : undefined;
          return () => clearTimeout(timer);
        },
    // Not read before the first line: making `stdout` costs a cold start more than everything else here.
    write: (_level, line) => void process.stdout.write(`${line}\n`),
  };
}
