import assert from "node:assert/strict";
import { ask, headersOf } from "../call.ts";
import type { Scenario } from "../scenario.ts";
import { statusIs, textIs } from "./expect.ts";

export const cookies: readonly Scenario[] = [
  {
    name: "several cookies of the client arrive exactly",
    async run(on) {
      const cookie = "a=1; b=two%2F2; c=x=y; session=AbC+/==";
      textIs(await ask(on, "GET /cookies", { headers: [["Cookie", cookie]] }), cookie);
    },
  },
  {
    name: "two cookies with commas in their dates leave as two",
    needs: ["cookies"],
    async run(on) {
      const answer = statusIs(await ask(on, "GET /cookies"), 200);
      assert.deepEqual(headersOf(answer, "set-cookie"), [
        "first=1; Path=/; Expires=Tue, 09 Jun 2026 10:18:14 GMT; HttpOnly",
        "second=a%2Fb=c; Expires=Wed, 10 Jun 2026 10:18:14 GMT; SameSite=Lax",
      ]);
    },
    async lacking(on) {
      // The first or the last, whole; never two on one line.
      const [one, ...more] = headersOf(statusIs(await ask(on, "GET /cookies"), 200), "set-cookie");
      assert.deepEqual(more, []);
      assert.match(one ?? "", /^(first=1; [^=]+=\/; [^=]+=[^=]+; HttpOnly|second=a%2Fb=c; [^=]+=[^=]+; SameSite=Lax)$/);
    },
  },
  {
    name: "no cookie is no cookie",
    run: async (on) => textIs(await ask(on, "GET /cookies"), ""),
  },
];
