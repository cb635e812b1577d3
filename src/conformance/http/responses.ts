import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { ask, headerOf } from "../call.ts";
import type { Scenario } from "../scenario.ts";
import { statusIs, textIs } from "./expect.ts";

export const responses: readonly Scenario[] = [
  ...[201, 299, 300, 400, 418, 599].map(
    (code): Scenario => ({
      name: `status ${code} leaves with its body`,
      run: async (on) => textIs(statusIs(await ask(on, `GET /status/${code}`), code), `status ${code}`),
    }),
  ),
  ...[204, 205, 304].map(
    (code): Scenario => ({
      name: `status ${code} leaves without a body`,
      async run(on) {
        const answer = statusIs(await ask(on, `GET /status/${code}`), code);
        assert.equal(answer.body.length, 0);
        assert.ok(answer.complete);
        assert.equal(headerOf(answer, "x-code"), String(code));
        assert.equal(headerOf(answer, "etag"), '"tag"');
      },
    }),
  ),
  {
    name: "a redirect is the client's to follow",
    async run(on) {
      const answer = statusIs(await ask(on, "GET /redirect"), 302);
      assert.equal(headerOf(answer, "location"), "/page?a=b#c");
    },
  },
  {
    name: "a compressed response leaves as its bytes",
    async run(on) {
      const answer = statusIs(await ask(on, "GET /body/gzip"), 200);
      assert.equal(headerOf(answer, "content-encoding"), "gzip");
      assert.equal(gunzipSync(answer.body).toString(), "squeezed ".repeat(100));
    },
  },
  {
    name: "a byte order mark leaves",
    run: async (on) => textIs(await ask(on, "GET /body/bom"), "\ufeffmarked"),
  },
  {
    name: "Latin-1 text leaves as its bytes",
    async run(on) {
      const answer = await ask(on, "GET /body/latin-1");
      assert.deepEqual([...answer.body], [0x63, 0x61, 0x66, 0xe9]);
      assert.equal(headerOf(answer, "content-type"), "text/plain; charset=iso-8859-1");
    },
  },
  {
    name: "text beyond ASCII leaves as UTF-8",
    run: async (on) => textIs(await ask(on, "GET /body/unicode"), "naïve ✓ 🦊 \u0000 end"),
  },
  {
    name: "an empty body leaves with its status",
    run: async (on) => textIs(statusIs(await ask(on, "GET /body/empty"), 200), ""),
  },
  {
    name: "the stated length of a response is its own",
    async run(on) {
      const answer = statusIs(await ask(on, "GET /body/short"), 200);
      textIs(answer, "whole body");
      assert.equal(headerOf(answer, "content-length") ?? "10", "10");
    },
  },
  {
    name: "HEAD of a body says nothing false about its length",
    async run(on) {
      const answer = statusIs(await ask(on, "HEAD /body/unicode"), 200);
      const length = Buffer.byteLength("naïve ✓ 🦊 \u0000 end");
      assert.ok(
        [undefined, String(length)].includes(headerOf(answer, "content-length")),
        `content-length ${headerOf(answer, "content-length")}`,
      );
    },
  },
];
