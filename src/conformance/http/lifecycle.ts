import assert from "node:assert/strict";
import { ask, jsonOf } from "../call.ts";
import type { Scenario } from "../scenario.ts";
import { logged, mark, problemIs, statusIs, textIs } from "./expect.ts";

export const lifecycle: readonly Scenario[] = [
  {
    name: "waitUntil work is finished, and work that it adds",
    async run(on) {
      const word = mark();
      statusIs(await ask(on, `POST /later/${word}`), 202);
      await logged(on, `finished ${word}`);
      await logged(on, `finished the last of ${word}`);
    },
  },
  {
    name: "an answer does not wait for waitUntil work",
    needs: ["background"],
    async run(on) {
      const word = mark();
      statusIs(await ask(on, `POST /later/${word}`), 202);
      assert.ok(!on.logs().includes(`finished the last of ${word}`), "the answer came after the work");
      await logged(on, `finished the last of ${word}`);
    },
    // It comes when the work is done: 400 ms.
    async lacking(on) {
      const began = performance.now();
      statusIs(await ask(on, `POST /later/${mark()}`), 202);
      assert.ok(performance.now() - began > 390, `after ${performance.now() - began} ms`);
    },
  },
  {
    name: "a failure of waitUntil work is logged",
    async run(on) {
      const word = mark();
      statusIs(await ask(on, `POST /later-fails/${word}`), 202);
      await logged(on, `broken ${word}`);
      await logged(on, "waitUntil work failed");
    },
  },
  {
    name: "waitUntil work of a failed handler is finished",
    async run(on) {
      const word = mark();
      problemIs(await ask(on, `POST /later-then-fails/${word}`), 500);
      await logged(on, `finished ${word}`);
    },
  },
  {
    name: "a handler that hangs is answered with 503 at its timeout, and told before",
    async run(on) {
      const word = mark();
      const began = performance.now();
      problemIs(await ask(on, `GET /hang/${word}`), 503);
      const took = performance.now() - began;
      // Its own second, and not the half minute of its platform.
      assert.ok(took > 800 && took < 10_000, `after ${took} ms`);
      await logged(on, `aborted ${word} by TimeoutError`);
    },
  },
  {
    name: "a handler that heeds its signal answers itself",
    run: async (on) => textIs(statusIs(await ask(on, "GET /punctual"), 202), "in time"),
  },
  {
    name: "the signal aborts when the client goes away",
    needs: ["disconnect"],
    async run(on) {
      const word = mark();
      const gone = ask(on, `GET /patient/${word}`, { abortAfterMs: 300 }).catch(() => {});
      await logged(on, `began ${word}`);
      await gone;
      await logged(on, `aborted ${word} request true`);
    },
    // Nobody tells the function; the next client is served.
    async lacking(on) {
      await ask(on, `GET /patient/${mark()}`, { abortAfterMs: 100 }).catch(() => {});
      textIs(await ask(on, "GET /page"), "a page");
    },
  },
  {
    name: "twenty requests at a time do not mix",
    async run(on) {
      const asked = Array.from({ length: 20 }, (_, i) => i);
      const seen = await Promise.all(
        asked.map(async (id) => {
          const answer = await ask(on, `POST /turns/${id}?id=${id}`, { body: `body of ${id}` });
          const given = jsonOf<{ trail: string[]; body: string; invocation: string; url: string }>(
            statusIs(answer, 200),
          );
          assert.deepEqual(given.trail, Array(6).fill(String(id)));
          assert.equal(given.body, `body of ${id}`);
          assert.ok(given.url.endsWith(`/turns/${id}?id=${id}`));
          return given.invocation;
        }),
      );
      assert.equal(new Set(seen).size, 20);
    },
  },
];
