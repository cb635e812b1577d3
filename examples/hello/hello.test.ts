import { parity, simulate } from "unmoor/testing";
import "unmoor/testing/vitest";
import { describe, expect, test } from "vitest";
import * as app from "./functions.ts";

// Each of these requests becomes what the provider would hand over, goes through its codec, and comes back.
describe.each(["aws", "gcp", "azure", "vercel", "node"])("as %s", (as) => {
  test("params come from the path, settings from the environment", async () => {
    const cloud = simulate(app, { as, env: { GREETING: "hi" } });
    expect(await (await cloud.fetch("/hello/ada")).json()).toEqual({ hi: "ada" });
  });

  test("query parameters may repeat", async () => {
    const cloud = simulate(app, { as });
    const response = await cloud.fetch("/search?tag=a&tag=b&q=x+y");
    expect(await response.json()).toEqual({ tags: ["a", "b"], q: "x y" });
  });

  test("bytes come back as they were sent", async () => {
    const cloud = simulate(app, { as });
    const bytes = new Uint8Array([0, 255, 128, 13, 10]);
    const response = await cloud.fetch("/echo", { method: "POST", body: bytes });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
  });

  test("work after the answer is done before all is settled", async () => {
    const cloud = simulate(app, { as });
    const visit = await cloud.fetch("/visit", { headers: { cookie: "visits=4" } });
    expect(await visit.json()).toEqual({ visits: 5 });
    expect(visit.headers.getSetCookie()).toHaveLength(2);
    await cloud.settled();
    expect(cloud.log).toMatchObject([{ level: "info", message: "somebody came by", fields: { visits: 5 } }]);
  });

  test("a failure tells the log why, and the client nothing", async () => {
    const cloud = simulate(app, { as });
    const response = await cloud.fetch("/broken");
    expect(response).toHaveStatus(500);
    expect(await response.text()).not.toContain("only the log knows");
    expect(cloud.log).toMatchObject([{ level: "error", error: new Error("only the log knows why") }]);
  });
});

test("all providers agree", async () => {
  const scenario = parity(app, ["aws", "gcp", "azure", "vercel", "node"], async (cloud) => {
    const response = await cloud.fetch("/search?tag=%C3%BC&tag=&q=a%26b");
    return { status: response.status, body: await response.json() };
  });
  await expect(scenario).toAgree();
});
