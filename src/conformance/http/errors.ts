import assert from "node:assert/strict";
import { ask, headerOf, jsonOf } from "../call.ts";
import type { Scenario } from "../scenario.ts";
import { noLeak, problemIs, statusIs, textIs } from "./expect.ts";

const isOurs = (name: string, path: string): Scenario => ({
  name,
  run: async (on) => problemIs(await ask(on, `GET ${path}`), 500),
});

export const errors: readonly Scenario[] = [
  isOurs("a thrown error is a 500 that tells nothing", "/error/error"),
  isOurs("an error thrown before any promise is a 500, too", "/error-at-once"),
  isOurs("a rejected promise is a 500", "/error/rejected"),
  isOurs("a thrown text is a 500", "/error/text"),
  isOurs("a thrown nothing is a 500", "/error/nothing"),
  isOurs("somebody else's coded error is a 500", "/error/coded"),
  isOurs("a handler that gives nothing is a 500", "/error/undefined"),
  isOurs("a handler that gives no Response is a 500", "/error/object"),
  isOurs("a handler that gives Response.error() is a 500", "/error/status"),
  isOurs("an error in a middleware is a 500", "/guard-fails"),
  {
    name: "a thrown Response is the answer",
    async run(on) {
      const answer = statusIs(await ask(on, "GET /error/response"), 402);
      textIs(answer, "thrown");
      assert.equal(headerOf(answer, "x-thrown"), "1");
    },
  },
  {
    name: "a thrown problem leaves with its members",
    async run(on) {
      const answer = statusIs(await ask(on, "POST /error/problem"), 409);
      assert.equal(headerOf(answer, "content-type"), "application/problem+json");
      assert.partialDeepStrictEqual(jsonOf<object>(answer), {
        type: "https://errors.example/shipped",
        status: 409,
        detail: "shipped already",
        order: 17,
      });
    },
  },
  {
    name: "HEAD of a failing GET is a 500 without a body",
    async run(on) {
      const answer = statusIs(await ask(on, "HEAD /error/error"), 500);
      assert.equal(answer.body.length, 0);
      noLeak(answer);
    },
  },
  {
    name: "the instance serves on after an error",
    async run(on) {
      await ask(on, "GET /error/error");
      textIs(await ask(on, "GET /page"), "a page");
    },
  },
];
