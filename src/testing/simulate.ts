import type { Adapter, AnyShape, Codec, Host, Inverse, LogRecord } from "../adapter/index.ts";
import { createInvocation, createRoutes, error, exchange, httpDispatch, nodeHost } from "../adapter/index.ts";
import type { App } from "../app/index.ts";

/** What stands for the cloud in a test. */
export interface SimulateOptions {
  /** A provider's name or an adapter: requests go through its own codec, as on that cloud. `memory` by default. */
  readonly as?: string | Adapter;
  /** Which of its shapes carries HTTP; the adapter's default by default. */
  readonly http?: string;
  /** Stands in for values of `provide`, by name. */
  readonly provide?: Readonly<Record<string, unknown>>;
  /** The environment; none of the real one. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds an invocation may take. */
  readonly timeoutMs?: number;
}

/** An app under test. */
export interface Simulation {
  /**
   * Sends a request through the provider's codec and back.
   *
   * @param input a path, a URL or a Request
   */
  fetch(input: string | Request, init?: RequestInit): Promise<Response>;
  /** Settles when all `waitUntil` work has. */
  settled(): Promise<void>;
  /** What has been logged so far. */
  readonly log: readonly LogRecord[];
}

/**
 * Runs an app in memory, through the very codecs that run on a cloud.
 *
 * @param app a module's exports or an object of functions
 * @throws `UNKNOWN_PROVIDER`, `UNKNOWN_SHAPE` at the first request; `ROUTE_CLASH` at once
 * @example
 * const cloud = simulate({ hello }, { as: "aws", provide: { db: fake } });
 * const response = await cloud.fetch("/hello/ada");
 */
export function simulate(app: App, options: SimulateOptions = {}): Simulation {
  const { as = "memory", env = {}, timeoutMs } = options;
  const log: LogRecord[] = [];
  const resting = new Set<Promise<void>>();
  const host: Host = { ...nodeHost(), env };
  const name = typeof as === "string" ? as : as.name;
  const dispatch = httpDispatch(createRoutes(app), {
    provider: name,
    ...(options.provide && { provide: options.provide }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  let shape: Promise<HttpShape> | undefined;
  let count = 0;

  return {
    log,
    async settled() {
      while (resting.size) await Promise.all(resting);
    },
    async fetch(input, init) {
      shape ??= httpShape(as, options.http);
      const { codec, inverse } = await shape;
      // By concatenation: as a reference, the path `//evil.com/x` would choose the host.
      const url = typeof input === "string" && input.startsWith("/") ? `https://app.test${input}` : input;
      const request = new Request(url, init);
      const wire = await inverse.wire({ request, client: "192.0.2.1" });
      const invocation = createInvocation(
        {
          id: `invocation-${++count}`,
          native: wire,
          disconnect: request.signal,
          log: (record) => void log.push(record),
        },
        host,
      );
      const reply = await exchange(codec, wire, invocation, dispatch, host).catch((thrown: Error) => thrown);
      const rest = invocation.rest().finally(() => resting.delete(rest));
      resting.add(rest);
      const outcome = inverse.outcome(reply, wire, []);
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
  };
}

interface HttpShape {
  readonly codec: Codec<"http", unknown, unknown>;
  readonly inverse: Inverse<"http", unknown, unknown>;
}

/** The shape that carries HTTP, ready to use. Providers are found by the package's own registry. */
async function httpShape(as: string | Adapter, wanted: string | undefined): Promise<HttpShape> {
  const adapter = typeof as === "string" ? await registered(as) : as;
  const carriers = adapter.triggers.http;
  const name = wanted ?? (Array.isArray(carriers) ? (carriers[0] as string) : "");
  const shape = adapter.shapes[name];
  if (!shape)
    throw error(
      "UNKNOWN_SHAPE",
      `${adapter.name} has no shape "${name}"; it has ${Object.keys(adapter.shapes).join(", ")}`,
    );
  return { codec: (shape as ForHttp).codec({}), inverse: (shape as ForHttp).inverse };
}

/** Shapes forget their types in the registry; one that carries HTTP has these. */
type ForHttp = AnyShape & { codec(options: object): HttpShape["codec"]; readonly inverse: HttpShape["inverse"] };

async function registered(name: string): Promise<Adapter> {
  const { adapters } = await import("unmoor/adapters");
  const load = adapters[name];
  if (!load) throw error("UNKNOWN_PROVIDER", `"${name}" is no provider; there are ${Object.keys(adapters).join(", ")}`);
  return (await load()).adapter;
}
