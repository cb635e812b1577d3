import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fetch as lightFetch } from "../../src/fetch/index.ts";
import { light } from "./both.ts";

const { Headers, Request, Response } = light;
let server: Server;
let origin: string;

beforeAll(async () => {
  // Tells what it was asked.
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url, headers } = request;
    response.setHeader("set-cookie", ["a=1", "b=2"]);
    response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }));
  });
  server.listen(0);
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
const asked = async (response: Promise<globalThis.Response>): Promise<Asked> =>
  (await response).json() as Promise<Asked>;

test("a light request is sent as it is", async () => {
  const body = JSON.stringify({ a: "ü" });
  const request = new Request(`${origin}/x?y=1`, {
    method: "PUT",
    body,
    headers: { "x-a": "1", "content-type": "a/b" },
  });
  const { method, url, headers, body: sent } = await asked(lightFetch(request));
  expect([method, url, sent]).toEqual(["PUT", "/x?y=1", body]);
  expect(headers).toMatchObject({ "x-a": "1", "content-type": "a/b", "content-length": `${Buffer.byteLength(body)}` });
  expect(request.bodyUsed).toBe(true);
  await expect(lightFetch(request)).rejects.toThrow(TypeError);
});

test("with an init, which replaces what it says", async () => {
  const request = new Request(`${origin}/`, { method: "PUT", headers: { "x-a": "1" } });
  const { method, headers, body } = await asked(
    lightFetch(request, { method: "POST", body: "b", headers: { "x-b": "2" } }),
  );
  expect([method, headers["x-a"], headers["x-b"], body]).toEqual(["POST", undefined, "2", "b"]);
});

test("with a stream", async () => {
  const request = new Request(`${origin}/`, {
    method: "POST",
    body: new Blob(["ab"]).stream(),
    duplex: "half",
  } as RequestInit);
  expect(await asked(lightFetch(request))).toMatchObject({ method: "POST", body: "ab" });
});

test("with a blob, and without a body", async () => {
  const blob = new Blob(["ab"], { type: "image/x" });
  const { headers, body } = await asked(lightFetch(new Request(`${origin}/`, { method: "POST", body: blob })));
  expect([headers["content-type"], headers["content-length"], body]).toEqual(["image/x", "2", "ab"]);
  expect(await asked(lightFetch(new Request(`${origin}/`)))).toMatchObject({ method: "GET", body: "" });
});

test("until its signal says stop", async () => {
  const controller = new AbortController();
  const fetching = lightFetch(new Request(`${origin}/`, { signal: controller.signal }));
  controller.abort(new EvalError("mine"));
  await expect(fetching).rejects.toThrow(EvalError);
});

test("what is no light request goes through: text, URL, native request, light headers and light init", async () => {
  const headers = new Headers({ "x-a": "1" });
  for (const input of [`${origin}/`, new URL(origin), new globalThis.Request(origin)])
    expect((await asked(lightFetch(input, { headers }))).headers["x-a"]).toBe("1");
  const request = new Request("http://elsewhere.example/", { method: "POST", body: "b", headers });
  const sent = await asked(globalThis.fetch(origin, request));
  expect([sent.method, sent.headers["x-a"], sent.body]).toEqual(["POST", "1", "b"]);
});

test("a light response takes over a fetched one", async () => {
  const fetched = await lightFetch(new Request(origin));
  const response = new Response(fetched.body, fetched);
  expect([response.status, response.headers.getSetCookie()]).toEqual([200, ["a=1", "b=2"]]);
  response.headers.set("x-mine", "1");
  expect(await response.json()).toMatchObject({ method: "GET" });
});

test("a form goes both ways", async () => {
  const form = new FormData();
  form.set("a", "1");
  const { headers, body } = await asked(lightFetch(new Request(origin, { method: "POST", body: form })));
  expect(headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
  const read = new Request(origin, { method: "POST", body, headers: { "content-type": headers["content-type"]! } });
  expect((await read.formData()).get("a")).toBe("1");
});
