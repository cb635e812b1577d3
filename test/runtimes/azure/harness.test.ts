import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { triggerMetadata } from "./metadata.ts";
import { router } from "./routing.ts";

const bindings = (route: string, methods?: readonly string[]) => ({
  trigger: { type: "httpTrigger", direction: "in" as const, route, ...(methods && { methods }) },
});

describe("routing as ASP.NET Core does", () => {
  const route = router(
    [
      { name: "all", bindings: bindings("{*path}") },
      { name: "item", bindings: bindings("items/{id}", ["GET"]) },
      { name: "new", bindings: bindings("items/new") },
      { name: "page", bindings: bindings("page/{number?}") },
    ],
    "",
  );
  test.each([
    ["GET", "/items/7", "item", { id: "7" }],
    ["GET", "/ITEMS/new", "new", {}],
    ["POST", "/items/7", "all", { path: "items/7" }],
    ["GET", "/page", "page", {}],
    ["GET", "/page/2", "page", { number: "2" }],
    ["GET", "/", "all", {}],
    ["GET", "/a/b", "all", { path: "a/b" }],
  ])("%s %s is %s", (method, path, name, values) => {
    expect(route(method, path)).toEqual({ name, binding: "trigger", values });
  });

  test("admin and runtime stay with the host", () => {
    expect([route("GET", "/admin/x"), route("GET", "/runtime/webhooks")]).toEqual([undefined, undefined]);
    expect(route("GET", "/administrators")?.name).toBe("all");
  });

  test("without a prefix in host.json it is api, and an empty template is the function's name", () => {
    const byDefault = router([{ name: "hello", bindings: bindings("") }]);
    expect([byDefault("GET", "/api/hello")?.name, byDefault("GET", "/hello")]).toEqual(["hello", undefined]);
  });
});

describe("trigger metadata of stream mode", () => {
  const headers = { "X-Own": "1" };
  const sent = { json: JSON.stringify(headers) };
  const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

  test("route, query and the fields of a JSON body are mixed", () => {
    expect(triggerMetadata({ id: "7" }, "page=2", headers, bytes({ name: "ada", deep: { a: 1 } }))).toEqual({
      name: { string: "ada" },
      deep: { json: '{"a":1}' },
      page: { string: "2" },
      id: { string: "7" },
      Query: { json: '{"page":"2"}' },
      Headers: sent,
    });
  });

  test("a query or body field named headers takes the place of the headers, in its own case", () => {
    expect(triggerMetadata({}, "Headers=%7B%7D", headers).Headers).toEqual({ string: "{}" });
    expect(triggerMetadata({}, "headers=%7B%7D", headers).Headers).toBeUndefined();
    expect(triggerMetadata({}, "", headers, bytes({ headers: 1 })).Headers).toBeUndefined();
  });

  const file = new URL(
    "../../../../shared/fixtures/azure/http/nodejs-library.captured-trigger-metadata.json",
    import.meta.url,
  );
  if (!existsSync(file)) console.warn(`skipped: ${file.pathname} is not on this machine`);
  test.skipIf(!existsSync(file))("has the shape of what a live app was sent", () => {
    const { triggerMetadata: captured } = JSON.parse(readFileSync(file, "utf8")) as {
      triggerMetadata: { Query: { $json: object }; Headers: { $json: Record<string, string> } };
    };
    expect(triggerMetadata({}, "", captured.Headers.$json)).toEqual({
      Query: { json: JSON.stringify(captured.Query.$json) },
      Headers: { json: JSON.stringify(captured.Headers.$json) },
    });
  });
});
