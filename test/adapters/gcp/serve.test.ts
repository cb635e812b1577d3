import { EventEmitter, once } from "node:events";
import type nodeHttpModule from "node:http";
import { type AddressInfo, connect } from "node:net";
import { http } from "unmoor";
import { afterEach, describe, expect, expectTypeOf, test, vi } from "vitest";
import { type NodeListener, type NodeProcess, serve, toService } from "../../../adapters/gcp/runtime.ts";

vi.spyOn(process.stdout, "write").mockImplementation(() => true);

/** A process that can be told to end without ending this one; its `node:http` is the real one. */
function processOf(env: Record<string, string> = { PORT: "0" }) {
  const signals = new EventEmitter();
  const exit = Promise.withResolvers<number>();
  const handed: NodeProcess = {
    env,
    getBuiltinModule: process.getBuiltinModule,
    once: (signal, listener) => signals.once(signal, listener),
    exit: exit.resolve,
  };
  return { handed, signals, exited: exit.promise };
}

let server: nodeHttpModule.Server | undefined;
afterEach(() => {
  vi.useRealTimers();
  server?.closeAllConnections();
  server?.close();
});
async function serving(entry: NodeListener, handed: NodeProcess): Promise<number> {
  server = serve(entry, handed) as nodeHttpModule.Server;
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

test("Node's process fits the structural type", () => {
  expectTypeOf(process).toExtend<NodeProcess>();
});

test("listens on all addresses of IPv4, on PORT", async () => {
  await serving(toService({}), processOf().handed);
  expect(server?.address()).toMatchObject({ address: "0.0.0.0" });
});

test("Node's limits give way to the platform's", async () => {
  await serving(toService({}), processOf().handed);
  expect(server?.requestTimeout).toBe(0);
  // The front end keeps its connections for 600 s; who closes first causes its 502.
  expect(server?.keepAliveTimeout).toBeGreaterThan(600_000);
  expect(server?.maxHeadersCount).toBe(0);
});

describe("drain", () => {
  test.each(["SIGTERM", "SIGINT"])(
    "%s ends at once where nothing runs, though a connection was opened ahead",
    async (signal) => {
      const { handed, signals, exited } = processOf();
      const socket = connect(await serving(toService({}), handed), "127.0.0.1");
      await once(socket, "connect");
      signals.emit(signal);
      expect(await exited).toBe(0);
      socket.destroy();
    },
  );

  test("after 9 seconds what still runs is cut, its signal aborts, and the process ends when it has", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const began = Promise.withResolvers<void>();
    const f = http("GET /", async (_request, { signal }) => {
      began.resolve();
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      return new Response((signal.reason as Error).name);
    });
    const { handed, signals, exited } = processOf();
    const call = fetch(`http://127.0.0.1:${await serving(toService({ f }), handed)}`).catch((cause: Error) => cause);
    await began.promise;
    signals.emit("SIGTERM");
    await vi.advanceTimersByTimeAsync(8_999);
    expect(await Promise.race([exited, "runs"])).toBe("runs");
    await vi.advanceTimersByTimeAsync(1);
    expect(await call).toBeInstanceOf(Error);
    expect(await exited).toBe(0);
  });

  test("a handler that does not heed its signal is ended with 1, before the platform kills", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const began = Promise.withResolvers<void>();
    const f = http("GET /", () => {
      began.resolve();
      return new Promise<Response>(() => {});
    });
    const { handed, signals, exited } = processOf();
    const call = fetch(`http://127.0.0.1:${await serving(toService({ f }), handed)}`).catch((cause: Error) => cause);
    await began.promise;
    signals.emit("SIGTERM");
    await vi.advanceTimersByTimeAsync(9_999);
    expect(await exited).toBe(1);
    expect(await call).toBeInstanceOf(Error);
  });
});
