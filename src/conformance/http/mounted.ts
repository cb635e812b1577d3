import assert from "node:assert/strict";
import { ask, jsonOf } from "../call.ts";
import type { Scenario } from "../scenario.ts";
import { environment } from "./context.ts";
import { logged, mark, noLeak, statusIs, textIs } from "./expect.ts";

export const mounted: readonly Scenario[] = [
  {
    name: "a mounted Hono app answers under its prefix",
    async run(on) {
      textIs(await ask(on, "GET /hono"), "root");
      assert.deepEqual(jsonOf(await ask(on, "GET /hono/items/a%20b?page=2")), { id: "a b", page: "2" });
      const headers = [["Content-Type", "application/json"]] as const;
      const answer = await ask(on, "POST /hono/items", { headers, body: '{"a":1}' });
      assert.deepEqual(jsonOf(statusIs(answer, 201)), { got: { a: 1 } });
    },
  },
  {
    name: "a mounted Hono app has its own 404",
    run: async (on) => textIs(statusIs(await ask(on, "GET /hono/none/here"), 404), "hono has no such page"),
  },
  {
    name: "a mounted Hono app finds the environment in c.env",
    async run(on) {
      assert.deepEqual(jsonOf(await ask(on, "GET /hono/env")), { colour: environment.SCENARIO_COLOUR });
    },
  },
  {
    name: "waitUntil of Hono's executionCtx is ours",
    async run(on) {
      const word = mark();
      statusIs(await ask(on, `POST /hono/later/${word}`), 202);
      await logged(on, `finished ${word}`);
    },
  },
  {
    name: "an error of a mounted Hono app is its own 500, without details",
    run: async (on) => noLeak(statusIs(await ask(on, "GET /hono/error"), 500)),
  },
];
