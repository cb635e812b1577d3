import { expect, test } from "vitest";
import { httpScenarios } from "../../src/conformance/index.ts";
import * as app from "../scenarios/streaming.ts";
import { directCarriers } from "./carriers.ts";
import { conforms } from "./report.ts";

for (const carrier of await directCarriers(app)) conforms("codec", carrier, () => carrier, { concurrent: true });

test("the list has at least 40 scenarios, each under a name of its own", () => {
  const names = Object.values(httpScenarios).flatMap((list) => list.map(({ name }) => name));
  expect(names.length).toBeGreaterThanOrEqual(40);
  expect(new Set(names).size).toBe(names.length);
});
