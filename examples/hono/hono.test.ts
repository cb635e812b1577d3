import { simulate } from "unmoor/testing";
import "unmoor/testing/vitest";
import { describe, expect, test } from "vitest";
import * as app from "./functions.ts";

describe.each(["aws", "gcp", "azure", "vercel", "node"])("as %s, an unmodified Hono app", (as) => {
  test("gets the environment as its bindings, and keeps its own middleware", async () => {
    const cloud = simulate(app, { as, env: { GREETING: "hi" } });
    const response = await cloud.fetch("/api/hello/ada", { headers: { origin: "https://a.example" } });
    expect(await response.json()).toEqual({ hi: "ada" });
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
  });

  test("has an execution context", async () => {
    const cloud = simulate(app, { as });
    expect(await (await cloud.fetch("/api/later")).text()).toBe("soon");
    await cloud.settled();
  });

  test("answers what it has no route for", async () => {
    await expect(simulate(app, { as }).fetch("/nowhere")).toHaveStatus(404);
  });
});
