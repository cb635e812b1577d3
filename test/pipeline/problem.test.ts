import { problem } from "unmoor";
import { expect, test } from "vitest";

const read = async (response: Response): Promise<unknown> => [
  response.status,
  response.headers.get("content-type"),
  await response.json(),
];

test("a detail for the client", async () => {
  expect(await read(problem(409, "shipped"))).toEqual([
    409,
    "application/problem+json",
    { status: 409, detail: "shipped" },
  ]);
});

test("members of RFC 9457 and extensions", async () => {
  const members = { type: "https://example.com/probs/credit", title: "Out of credit", balance: 30 };
  expect(await read(problem(403, members))).toEqual([403, "application/problem+json", { status: 403, ...members }]);
});

test("the title of a status that the pipeline answers itself", async () => {
  expect(await problem(404).json()).toEqual({ title: "Not Found", status: 404 });
});

test("headers of its own", () => {
  const { headers } = problem(503, "later", { "retry-after": "7" });
  expect([headers.get("retry-after"), headers.get("content-type")]).toEqual(["7", "application/problem+json"]);
});

test("a status that no Response can have throws", () => {
  expect(() => problem(42)).toThrow(RangeError);
});
