import type { EventFunction } from "unmoor";
import {
  type Codec,
  createInvocation,
  eventDispatch,
  exchange,
  type Host,
  type Invocation,
  type LogRecord,
  type Settled,
} from "unmoor/adapter";
import { environment } from "../../../adapters/vercel/index.ts";
import type { Pushed } from "../../../adapters/vercel/runtime.ts";

/** A host without a clock of its own, whose calls go to a control plane. */
export interface TestHost extends Host {
  /** `METHOD path body` of each call, without the host. */
  readonly calls: string[];
  readonly requests: Request[];
  /** Moves the clock and runs what is due, in order. */
  advance(ms: number): Promise<void>;
}

/** 2026-11-20T14:18:30Z: eight seconds after the captured messages were made. */
export const NOW = Date.UTC(2026, 10, 20, 14, 18, 30);

/**
 * @param serve answers the calls
 * @param env beside the secrets that the inverses show
 */
export function testHost(
  serve: (call: Request) => Promise<Response> = async () => new Response(null, { status: 204 }),
  env: Readonly<Record<string, string | undefined>> = {},
): TestHost {
  let now = NOW;
  let timers: { at: number; work: () => void }[] = [];
  const calls: string[] = [];
  const requests: Request[] = [];
  // Lets every promise go as far as it can.
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    calls,
    requests,
    env: { ...environment, ...env },
    now: () => now,
    write() {},
    async fetch(request) {
      requests.push(request.clone());
      calls.push(`${request.method} ${new URL(request.url).pathname} ${await request.clone().text()}`.trim());
      return serve(request);
    },
    after(ms, work) {
      const timer = { at: now + ms, work };
      timers.push(timer);
      return () => {
        timers = timers.filter((it) => it !== timer);
      };
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers = timers.filter((it) => it !== next);
        now = next.at;
        next.work();
        await settle();
      }
      now = end;
    },
  };
}

export const invocationOf = (host: Host, native: unknown, records: LogRecord[] = []): Invocation =>
  createInvocation({ id: "1", native, log: (record) => void records.push(record) }, host);

/** One delivery on the whole road. */
export const handle = (
  codec: Codec<"events", Pushed, Response>,
  wire: unknown,
  fn: EventFunction,
  host: Host,
): Promise<Response> =>
  exchange(codec, wire, invocationOf(host, wire), eventDispatch("fulfil", fn, { provider: "vercel" }), host);

/** What a codec makes of settlements, with its calls. */
export async function settle(
  codec: Codec<"events", Pushed, Response>,
  wire: Pushed,
  settled: readonly Settled[],
  host: Host,
): Promise<Response> {
  const opened = (await codec.open?.(wire, host)) ?? wire;
  await codec.close?.(settled, opened, host);
  return codec.encode(settled, opened);
}
