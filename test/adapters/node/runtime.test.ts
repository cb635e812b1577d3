import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { http, on, queue, Reject, schedule, task } from "unmoor";
import { gate, toNode } from "unmoor/node";
import { expect, onTestFinished, test } from "vitest";

const app = {
  hello: http("GET /hello/:name", (_request, { params, client }) => Response.json({ hello: params.name, client })),
  fulfil: on(queue("orders"), async ({ data }) => {
    if (data === "never") throw new Reject("never");
  }),
  nightly: on(schedule("0 2 * * *"), async () => {}),
  resize: task("resize", async () => ({ width: 1 })),
  orders: queue("orders"),
  helper: () => 1,
  nothing: undefined,
};

async function serving(listener: ReturnType<typeof gate>): Promise<string> {
  const server = createServer(listener as unknown as RequestListener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("an app by hand: what each kind of function is served as", () => {
  const made = toNode(app);
  expect(Object.keys(made).sort()).toEqual(["events", "http", "schedules", "tasks"]);
  expect(Object.keys(made.events ?? {})).toEqual(["fulfil"]);
  expect(Object.keys(made.tasks ?? {})).toEqual(["resize"]);
});

test("of what is not there nothing is served", () => {
  expect(toNode({ orders: app.orders })).toEqual({});
  expect(Object.keys(toNode({ hello: app.hello }))).toEqual(["http"]);
});

test("requests and events find their functions", async () => {
  const origin = await serving(gate(toNode(app, { proxies: 1 })));
  const hello = await fetch(`${origin}/hello/ada`, { headers: { "x-forwarded-for": "192.0.2.1" } });
  expect(await hello.json()).toEqual({ hello: "ada", client: "192.0.2.1" });
  const sent = (data: string): Promise<Response> =>
    fetch(`${origin}/fulfil`, {
      method: "POST",
      headers: { "content-type": "application/cloudevents+json" },
      body: JSON.stringify({ specversion: "1.0", id: "1", source: "/s", type: "t", data }),
    });
  expect((await sent("now")).status).toBe(202);
  expect((await sent("never")).status).toBe(422);
  expect((await fetch(`${origin}/resize`, { method: "POST" })).status).toBe(401);
});

test("without HTTP functions a stranger is told that there is nothing", async () => {
  const origin = await serving(gate(toNode({ fulfil: app.fulfil })));
  expect((await fetch(`${origin}/fulfil`)).status).toBe(405);
  expect((await fetch(`${origin}/`)).status).toBe(404);
});
