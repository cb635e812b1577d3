import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { http } from "unmoor";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { NodeListener } from "../../../adapters/gcp/listener.ts";
import { type GcpNative, listener, nodeHttp, toCloudFunction, toService } from "../../../adapters/gcp/runtime.ts";
import type { Dispatch } from "../../../src/delivery/index.ts";

const written: string[] = [];
vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);

let server: Server | undefined;
afterEach(() => {
  written.length = 0;
  server?.closeAllConnections();
  server?.close();
});
async function serving(entry: NodeListener): Promise<string> {
  server = createServer(entry).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const lines = (): Record<string, unknown>[] => written.map((text) => JSON.parse(text));

describe.each([
  ["toCloudFunction", toCloudFunction, 60_000],
  ["toService", toService, 300_000],
] as const)("%s", (_name, make, timeoutMs) => {
  test("answers with the functions of an app", async () => {
    const hello = http("GET /hello/:name", (_request, { params }) => Response.json({ hello: params.name }));
    const origin = await serving(make({ hello, other: 1 }));
    expect(await (await fetch(`${origin}/hello/ada`)).json()).toEqual({ hello: "ada" });
  });
  test("counts the deadline from the arrival, with the timeout that the shape has by default", async () => {
    const left = http("GET /", (_request, { deadline }) => new Response(String(deadline - Date.now())));
    const ms = Number(await (await fetch(await serving(make({ left })))).text());
    expect(ms).toBeGreaterThan(timeoutMs - 5_000);
    expect(ms).toBeLessThanOrEqual(timeoutMs);
  });
  test("hands what was injected to the functions, and both native objects", async () => {
    let native: GcpNative | undefined;
    const f = http("GET /", (_request, context) => {
      native = context.native as GcpNative;
      return new Response(context.provider);
    });
    const response = await fetch(await serving(make({ f }, { timeoutMs: 1_000 })));
    expect(await response.text()).toBe("gcp");
    expect(native?.request.method).toBe("GET");
    expect(native?.response.headersSent).toBe(true);
  });
  test("two functions on one route are an error at once", () => {
    const f = http("GET /", () => new Response());
    expect(() => make({ f, g: http("GET /", () => new Response()) })).toThrow(
      expect.objectContaining({ code: "ROUTE_CLASH" }),
    );
  });
});

test("an event in place of a request is rejected, so that it is not acknowledged", async () => {
  const entry = toCloudFunction({ f: http("GET /", () => new Response()) });
  await expect(entry({ specversion: "1.0", id: "1" } as never, undefined as never)).rejects.toMatchObject({
    code: "UNCLAIMED",
    message: expect.stringContaining("--trigger-http"),
  });
});

test("the invocation's id is functions-framework's, else trace and span, else random", async () => {
  const ids: string[] = [];
  const f = http("GET /", (_request, { invocation }) => {
    ids.push(invocation);
    return new Response();
  });
  const entry = toService({ f });
  const origin = await serving((request, response) =>
    entry(ids.length ? request : Object.assign(request, { executionId: "abc" }), response),
  );
  await fetch(origin);
  await fetch(origin, { headers: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" } });
  await fetch(origin);
  await fetch(origin);
  expect(ids.slice(0, 2)).toEqual(["abc", "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331"]);
  expect(ids[2]).toMatch(/^[\da-f]{8}-/);
  expect(ids[3]).not.toBe(ids[2]);
});

test("a response that cannot be made leaves no request without an answer, and is logged", async () => {
  // A dispatch that breaks its promise never to throw: what no function of ours does, the carrier survives.
  const broken: Dispatch<"http"> = {
    kind: "http",
    deliver: () => Promise.reject(new Error("secret")),
    refuse: () => {
      throw new Error("secret");
    },
  };
  const response = await fetch(await serving(listener(nodeHttp(), broken, { timeoutMs: 1_000 })));
  expect([response.status, await response.text()]).toEqual([500, ""]);
  expect(lines()).toContainEqual(
    expect.objectContaining({ severity: "ERROR", stack_trace: expect.stringContaining("secret") }),
  );
});

test("a Response that Node cannot send is a 500, and is logged", async () => {
  const f = http("GET /", () => Response.error());
  const response = await fetch(await serving(toService({ f })));
  expect(response.status).toBe(500);
  expect(lines()).not.toEqual([]);
});

test("waitUntil work that fails is logged, and the answer is not changed by it", async () => {
  const f = http("GET /", (_request, { waitUntil }) => {
    waitUntil(Promise.reject(new Error("late")));
    return new Response("ok");
  });
  expect(await (await fetch(await serving(toService({ f })))).text()).toBe("ok");
  expect(lines()).toContainEqual(
    expect.objectContaining({ severity: "ERROR", stack_trace: expect.stringContaining("late") }),
  );
});
