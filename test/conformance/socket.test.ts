import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { adapter } from "../../adapters/memory/index.ts";
import type { Traits } from "../../src/adapter/index.ts";
import { ask, type Carrier, headersOf, jsonOf, socketCarrier, textOf } from "../../src/conformance/index.ts";

async function serving(listener: RequestListener): Promise<Carrier> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return socketCarrier({
    provider: "test",
    shape: "test",
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    traits: adapter.shapes.http?.traits as Traits<"http">,
    limits: {},
    logs: () => "",
    front: () => [["X-Front", "1"]],
  });
}

test("the request line and all header lines leave as they are written", async () => {
  const carrier = await serving(({ method, url, rawHeaders }, response) => {
    response.end(JSON.stringify({ method, url, rawHeaders }));
  });
  const headers = [
    ["Host", "good.example@evil.example"],
    ["X-Tag", "b"],
    ["X-Tag", "a"],
    ["X-Name", "✓"],
  ] as const;
  for (const url of ["//evil.example/x", "/%2e%2e/x?a=%zz", "http://evil.example/x", "/a\\b"]) {
    const seen = jsonOf<{ method: string; url: string; rawHeaders: string[] }>(
      await ask(carrier, `PROPFIND ${url}`, { headers }),
    );
    expect(seen).toMatchObject({ method: "PROPFIND", url });
    expect(seen.rawHeaders.slice(0, 10)).toEqual([
      ...["Host", "good.example@evil.example", "X-Tag", "b", "X-Tag", "a"],
      ...["X-Name", "\xe2\x9c\x93", "X-Front", "1"],
    ]);
  }
});

test("a method in lower case leaves in lower case", async () => {
  const carrier = await serving((_request, response) => void response.end("taken"));
  // Node's parser refuses it before any listener.
  expect((await ask(carrier, "patch /")).status).toBe(400);
});

test("repeated headers come back repeated, pieces with their times", async () => {
  const carrier = await serving((_request, response) => {
    response.appendHeader("Set-Cookie", "a=1").appendHeader("Set-Cookie", "b=2");
    response.write("first ");
    setTimeout(() => response.end("last"), 80);
  });
  const answer = await ask(carrier, "GET /");
  expect(headersOf(answer, "set-cookie")).toEqual(["a=1", "b=2"]);
  expect(textOf(answer)).toBe("first last");
  expect(answer.complete).toBe(true);
  expect(answer.chunks).toHaveLength(2);
  expect((answer.chunks[1]?.at ?? 0) - (answer.chunks[0]?.at ?? 0)).toBeGreaterThan(40);
});

test("a connection that breaks midway is no complete answer", async () => {
  const carrier = await serving((_request, response) => {
    response.write("half");
    setTimeout(() => response.destroy(), 20);
  });
  const answer = await ask(carrier, "GET /");
  expect(answer).toMatchObject({ status: 200, complete: false });
  expect(textOf(answer)).toBe("half");
});

test("a connection that ends without an answer is an error", async () => {
  const carrier = await serving((request) => void request.socket.destroy());
  await expect(ask(carrier, "GET /")).rejects.toThrow();
});

test("a client that goes away is seen by the server", async () => {
  const closed = Promise.withResolvers<boolean>();
  const carrier = await serving((_request, response) => {
    response.once("close", () => closed.resolve(response.writableFinished));
    response.write("first");
  });
  const answer = await ask(carrier, "GET /", { abortAfterFirstChunk: true });
  expect(answer).toMatchObject({ status: 200, complete: false });
  expect(await closed.promise).toBe(false);
});
