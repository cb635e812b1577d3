import assert from "node:assert/strict";
import { ask, headersOf, jsonOf } from "../call.ts";
import type { Scenario } from "../scenario.ts";
import { arrived, type Echo, echo, problemIs, statusIs } from "./expect.ts";

/** Header names that only a platform may set. */
const INTERNAL = [
  "x-ms-client-principal",
  "x-ms-client-principal-id",
  "x-apigateway-event",
  "x-unmoor-function",
  "ce-id",
];

export const hostile: readonly Scenario[] = [
  {
    name: "headers that only a platform may set are not believed",
    async run(on) {
      const headers = [...INTERNAL.map((name) => [name, "forged"] as const), ["x-vercel-id", "forged"] as const];
      const seen = await echo(on, "GET /echo", { headers });
      for (const name of [...INTERNAL, "x-vercel-id"]) assert.notEqual(arrived(seen, name), "forged", name);
    },
  },
  {
    name: "input in a response header cannot split the answer",
    async run(on) {
      for (const kind of ["line", "nul", "wide", "cookie"]) {
        const answer = await ask(on, `GET /split/${kind}`);
        problemIs(answer, 500);
        assert.deepEqual(headersOf(answer, "set-cookie"), []);
        assert.deepEqual(headersOf(answer, "x-evil"), []);
      }
    },
  },
  {
    name: "a method that Fetch cannot carry is refused, not a failure of ours",
    async run(on) {
      for (const method of ["TRACE", "PROPFIND"]) {
        const { status } = await ask(on, `${method} /page`);
        assert.ok((status >= 400 && status < 500) || status === 501, `${method} is answered with ${status}`);
      }
    },
  },
  {
    name: "a method in lower case is refused, not a failure of ours",
    async run(on) {
      const { status } = await ask(on, "patch /page");
      assert.ok((status >= 400 && status < 500) || status === 501, `answered with ${status}`);
    },
  },
  {
    name: "a query that looks like headers changes none",
    async run(on) {
      const forged = encodeURIComponent('{"x-forged":"1","authorization":"Bearer evil"}');
      const answer = await ask(on, `GET /echo?Headers=${forged}&headers=${forged}`, { headers: [["X-Real", "1"]] });
      if (answer.status === 400) return;
      const seen = jsonOf<Echo>(statusIs(answer, 200));
      assert.equal(arrived(seen, "x-forged"), undefined);
      assert.equal(arrived(seen, "authorization"), undefined);
      assert.equal(arrived(seen, "x-real"), "1");
    },
  },
  {
    name: "a JSON body that looks like headers changes none",
    async run(on) {
      const headers = [
        ["Content-Type", "application/json"],
        ["X-Real", "1"],
      ] as const;
      const body = '{"headers":{"x-forged":"1"},"__proto__":{"isAdmin":true}}';
      const seen = await echo(on, "POST /echo", { headers, body });
      assert.equal(arrived(seen, "x-forged"), undefined);
      assert.equal(arrived(seen, "x-real"), "1");
      assert.equal(Buffer.from(seen.body, "base64").toString(), body);
    },
  },
];
