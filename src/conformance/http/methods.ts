import assert from "node:assert/strict";
import { ask, headerOf, jsonOf } from "../call.ts";
import type { Scenario } from "../scenario.ts";
import { type Echo, echo, problemIs, statusIs, textIs } from "./expect.ts";

const reaches = (method: string): Scenario => ({
  name: `${method} reaches its function`,
  async run(carrier) {
    const answer = statusIs(await ask(carrier, `${method} /echo/here`), 200);
    assert.equal(headerOf(answer, "x-method"), method);
    if (method === "HEAD") assert.equal(answer.body.length, 0);
    else assert.equal(jsonOf<Echo>(answer).method, method);
  },
});

export const methods: readonly Scenario[] = [
  ...["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].map(reaches),
  {
    name: "an unknown path is a 404 in problem details",
    run: async (carrier) => problemIs(await ask(carrier, "GET /no/such/page"), 404),
  },
  {
    name: "a known path with another method is a 405 that says what is allowed",
    async run(carrier) {
      const answer = await ask(carrier, "PUT /methods");
      problemIs(answer, 405);
      assert.deepEqual(headerOf(answer, "allow")?.split(/,\s*/).sort(), ["DELETE", "GET", "HEAD", "POST"]);
      textIs(await ask(carrier, "DELETE /methods"), "DELETE");
    },
  },
  {
    name: "HEAD is answered from GET, without its body",
    async run(carrier) {
      const answer = statusIs(await ask(carrier, "HEAD /page"), 200);
      assert.equal(headerOf(answer, "x-page"), "1");
      assert.match(headerOf(answer, "content-type") ?? "", /^text\/plain/);
      assert.equal(answer.body.length, 0);
      assert.ok(answer.complete);
    },
  },
  {
    name: "a HEAD function of one's own comes before GET",
    async run(carrier) {
      assert.equal(headerOf(await ask(carrier, "HEAD /own-head"), "x-from"), "HEAD");
      assert.equal(headerOf(await ask(carrier, "GET /own-head"), "x-from"), "GET");
    },
  },
  {
    name: "OPTIONS is the user's",
    async run(carrier) {
      const headers = [
        ["Origin", "https://a.example"],
        ["Access-Control-Request-Method", "PUT"],
      ] as const;
      const answer = statusIs(await ask(carrier, "OPTIONS /preflight", { headers }), 204);
      assert.equal(headerOf(answer, "access-control-allow-methods"), "PUT");
      problemIs(await ask(carrier, "OPTIONS /page"), 405);
    },
  },
  {
    name: "a body of GET is dropped",
    async run(carrier) {
      const headers = [["Content-Type", "application/json"]] as const;
      const seen = await echo(carrier, "GET /echo", { headers, body: '{"a":1}' });
      assert.equal(seen.body, "");
    },
  },
  {
    name: "DELETE carries a body",
    async run(carrier) {
      textIs(await ask(carrier, "DELETE /bytes", { headers: [["Content-Type", "text/plain"]], body: "gone" }), "gone");
    },
  },
];
