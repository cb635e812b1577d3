import assert from "node:assert/strict";
import { ask, headerOf, jsonOf } from "../call.ts";
import type { Scenario } from "../scenario.ts";
import { logged, mark, problemIs, statusIs } from "./expect.ts";

interface Facts {
  readonly function: string;
  readonly provider: string;
  readonly invocation: string;
  readonly client: string | null;
  readonly attempt: null;
  readonly deadline: number | null;
  readonly aborted: boolean;
  readonly native: string;
  readonly checkpoint: null;
}

/** The environment that the scenarios' app is to be started with. */
export const environment: Readonly<Record<string, string>> = { SCENARIO_COLOUR: "blue ✓" };

export const context: readonly Scenario[] = [
  {
    name: "the context says which function runs where",
    async run(on) {
      const facts = jsonOf<Facts>(statusIs(await ask(on, "GET /facts"), 200));
      assert.equal(facts.function, "facts");
      assert.equal(facts.provider, on.provider);
      assert.equal(facts.attempt, null);
      assert.equal(facts.aborted, false);
      assert.equal(facts.native, "object");
      assert.equal(facts.checkpoint, null);
    },
  },
  {
    name: "every invocation has an id of its own",
    async run(on) {
      const ids = await Promise.all([1, 2, 3].map(async () => jsonOf<Facts>(await ask(on, "GET /facts")).invocation));
      assert.equal(new Set(ids.filter((id) => id.length > 3)).size, 3, ids.join());
    },
  },
  {
    name: "the address of the client is one, and not what the client says",
    async run(on) {
      const headers = [
        ["X-Forwarded-For", "10.6.6.6"],
        ["X-Real-IP", "10.6.6.6"],
        ["Forwarded", "for=10.6.6.6"],
      ] as const;
      const { client } = jsonOf<Facts>(await ask(on, "GET /facts", { headers }));
      assert.match(client ?? "", /^(\d+\.\d+\.\d+\.\d+|[\da-f:]+)$/);
      assert.notEqual(client, "10.6.6.6");
    },
  },
  {
    name: "the deadline is known",
    needs: ["deadline"],
    async run(on) {
      const { deadline } = jsonOf<Facts>(await ask(on, "GET /facts"));
      assert.ok(deadline && deadline > 0 && deadline <= 3_600_000, `${deadline} ms`);
    },
    // Counted from what the build knows, or unknown.
    async lacking(on) {
      const { deadline } = jsonOf<Facts>(await ask(on, "GET /facts"));
      assert.ok(deadline === null || (deadline > 0 && deadline <= 3_600_000), `${deadline} ms`);
    },
  },
  {
    name: "a traceparent is handed on",
    async run(on) {
      const sent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
      const { trace } = jsonOf<{ trace: string }>(await ask(on, "GET /trace", { headers: [["traceparent", sent]] }));
      // The platform may have put a span of its own between.
      assert.match(trace ?? "", /^00-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/);
    },
  },
  {
    name: "the environment is handed in",
    async run(on) {
      const colour = environment.SCENARIO_COLOUR;
      assert.deepEqual(jsonOf(await ask(on, "GET /env")), { colour, missing: null });
    },
  },
  {
    name: "lines of the log arrive with their fields and causes",
    async run(on) {
      const word = mark();
      statusIs(await ask(on, `GET /log/${word}`), 200);
      await logged(on, `marked ${word}`);
      await logged(on, `cause ${word}`);
      const line =
        on
          .logs()
          .split("\n")
          .find((text) => text.includes(`marked ${word}`)) ?? "";
      assert.match(line, /"?order"?\W+17/);
    },
  },
  {
    name: "a failure is logged with its cause",
    async run(on) {
      await ask(on, "GET /error-at-once");
      await logged(on, "hunter2");
      await logged(on, "failingAtOnce");
    },
  },
  {
    name: "a provided value is made once an instance",
    async run(on) {
      const all = await Promise.all(
        [1, 2, 3].map(async () =>
          jsonOf<{ serial: number; colour: string; count: number }>(statusIs(await ask(on, "GET /provided"), 200)),
        ),
      );
      assert.equal(new Set(all.map(({ serial }) => serial)).size, 1);
      for (const { colour } of all) assert.equal(colour, environment.SCENARIO_COLOUR);
    },
  },
  {
    name: "middleware adds to the context, outermost first",
    async run(on) {
      const answer = statusIs(await ask(on, "GET /guarded", { headers: [["Authorization", "Bearer ada"]] }), 200);
      assert.deepEqual(jsonOf(answer), { user: "ada", signal: false });
      assert.equal(headerOf(answer, "x-order"), "inner, outer");
    },
  },
  {
    name: "middleware may answer itself",
    async run(on) {
      const answer = await ask(on, "GET /guarded");
      assert.equal(headerOf(answer, "x-order"), "outer");
      problemIs(answer, 401);
    },
  },
];
