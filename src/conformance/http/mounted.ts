import assert from "node:assert/strict";
import { ask, jsonOf } from "../call.ts";
import type { Scenario } from "../scenario.ts";
import { environment } from "./context.ts";
import { logged, mark, noLeak, statusIs, textIs } from "./expect.ts";

export const mounted: readonly Scenario[] = [
  {
    name: "a mounted app answers under its prefix",
    async run(on) {
      textIs(await ask(on, "GET /mounted"), "root");
      assert.deepEqual(jsonOf(await ask(on, "GET /mounted/items/a%20b?page=2")), { id: "a b", page: "2" });
      const headers = [["Content-Type", "application/json"]] as const;
      const answer = await ask(on, "POST /mounted/items", { headers, body: '{"a":1}' });
      assert.deepEqual(jsonOf(statusIs(answer, 201)), { got: { a: 1 } });
    },
  },
  {
    name: "a mounted app has its own 404",
    run: async (on) =>
      textIs(statusIs(await ask(on, "GET /mounted/none/here"), 404), "the mounted app has no such page"),
  },
  {
    name: "a mounted app finds the environment in its bindings",
    async run(on) {
      assert.deepEqual(jsonOf(await ask(on, "GET /mounted/env")), { colour: environment.SCENARIO_COLOUR });
    },
  },
  {
    name: "waitUntil of a mounted app is ours",
    async run(on) {
      const word = mark();
      statusIs(await ask(on, `POST /mounted/later/${word}`), 202);
      await logged(on, `finished ${word}`);
    },
  },
  {
    name: "an error of a mounted app is its own 500, without details",
    run: async (on) => noLeak(statusIs(await ask(on, "GET /mounted/error"), 500)),
  },
];
