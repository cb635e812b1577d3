import assert from "node:assert/strict";
import { ask, headerOf, headersOf } from "../call.ts";
import type { Scenario } from "../scenario.ts";
import { arrived, echo, statusIs, textIs } from "./expect.ts";

export const headers: readonly Scenario[] = [
  {
    name: "a repeated request header keeps its values in order",
    needs: ["repeated"],
    async run(on) {
      const headers = [
        ["X-Tag", "b"],
        ["X-Other", "1"],
        ["x-tag", "a, c"],
        ["X-TAG", "d"],
      ] as const;
      const seen = arrived(await echo(on, "GET /echo", { headers }), "x-tag");
      assert.deepEqual(seen?.split(/,\s*/), ["b", "a", "c", "d"]);
    },
    async lacking(on) {
      const headers = [
        ["X-Tag", "b"],
        ["X-Tag", "a"],
      ] as const;
      // The last, unless Fetch has joined them before the platform saw them.
      assert.match(arrived(await echo(on, "GET /echo", { headers }), "x-tag") ?? "", /^(b, )?a$/);
    },
  },
  {
    name: "header names count in any case",
    async run(on) {
      const seen = await echo(on, "GET /echo", { headers: [["X-MiXeD-CaSe", "Kept As It Is"]] });
      assert.equal(arrived(seen, "x-mixed-case"), "Kept As It Is");
    },
  },
  {
    name: "a header of 8,000 bytes arrives",
    async run(on) {
      const long = "long ".repeat(1600).trim();
      assert.equal(arrived(await echo(on, "GET /echo", { headers: [["X-Long", long]] }), "x-long"), long);
    },
  },
  {
    name: "sixty headers arrive",
    async run(on) {
      const headers = Array.from({ length: 60 }, (_, i) => [`X-N-${i}`, `${i}`] as const);
      const seen = await echo(on, "GET /echo", { headers });
      for (const [name, value] of headers) assert.equal(arrived(seen, name.toLowerCase()), value);
    },
  },
  {
    name: "a header value beyond Latin-1 arrives as its bytes",
    async run(on) {
      const seen = arrived(await echo(on, "GET /echo", { headers: [["X-Name", "naïve ✓"]] }), "x-name");
      // Fetch keeps headers as bytes; an app that wants text decodes them.
      assert.match(Buffer.from(seen ?? "", "latin1").toString("utf8"), /✓/);
    },
  },
  {
    name: "an empty request header arrives or is absent, never something else",
    async run(on) {
      const seen = arrived(await echo(on, "GET /echo", { headers: [["X-Empty", ""]] }), "x-empty");
      assert.equal(seen ?? "", "");
    },
  },
  {
    name: "hop-by-hop fields of the client stay with its connection",
    async run(on) {
      const headers = [
        ["Connection", "close, X-Private"],
        ["X-Private", "1"],
        ["Keep-Alive", "timeout=5"],
        ["TE", "trailers"],
        ["Proxy-Authorization", "Basic eDp5"],
        ["X-Kept", "1"],
      ] as const;
      const seen = await echo(on, "GET /echo", { headers });
      assert.equal(arrived(seen, "x-kept"), "1");
      for (const name of ["connection", "keep-alive", "te", "proxy-authorization", "transfer-encoding", "upgrade"])
        assert.equal(arrived(seen, name), undefined, name);
    },
  },
  {
    name: "repeated response headers keep their values",
    async run(on) {
      const answer = statusIs(await ask(on, "GET /fields/repeated"), 200);
      assert.deepEqual(headerOf(answer, "x-list")?.split(/,\s*/), ["a", "b", "c"]);
      assert.deepEqual(headerOf(answer, "vary")?.toLowerCase().split(/,\s*/).slice(0, 2), ["accept", "origin"]);
    },
  },
  {
    name: "hop-by-hop fields of a handler do not break the answer",
    async run(on) {
      const answer = statusIs(await ask(on, "GET /fields/hop"), 200);
      textIs(answer, "fields");
      assert.equal(headerOf(answer, "x-kept"), "1");
      assert.doesNotMatch(headerOf(answer, "transfer-encoding") ?? "", /gzip/);
      assert.doesNotMatch(headerOf(answer, "connection") ?? "", /x-private/);
    },
  },
  {
    name: "response headers leave under their own names",
    needs: ["headers"],
    async run(on) {
      assert.equal(headerOf(await ask(on, "GET /fields/challenge"), "www-authenticate"), 'Bearer realm="app"');
    },
    async lacking(on) {
      const answer = await ask(on, "GET /fields/challenge");
      assert.equal(headerOf(answer, "www-authenticate"), undefined);
      assert.equal(headerOf(answer, "x-amzn-remapped-www-authenticate"), 'Bearer realm="app"');
    },
  },
  {
    name: "a Latin-1 response header leaves as its bytes",
    async run(on) {
      assert.deepEqual(headersOf(await ask(on, "GET /fields/latin-1"), "x-name"), ["caf\xe9"]);
    },
  },
];
