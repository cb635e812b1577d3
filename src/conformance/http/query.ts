import assert from "node:assert/strict";
import { ask, type Carrier, jsonOf } from "../call.ts";
import type { Scenario } from "../scenario.ts";
import { echo, statusIs } from "./expect.ts";

type Pairs = readonly (readonly [string, string])[];

async function search(carrier: Carrier, query: string): Promise<Pairs> {
  return (await echo(carrier, `GET /echo?${query}`)).search;
}

const gives = async (carrier: Carrier, query: string, pairs: Pairs): Promise<void> =>
  assert.deepEqual(await search(carrier, query), pairs);

export const query: readonly Scenario[] = [
  {
    name: "a repeated query key keeps its values in order",
    needs: ["repeated"],
    run: (on) =>
      gives(on, "x=2&x=1&x=2", [
        ["x", "2"],
        ["x", "1"],
        ["x", "2"],
      ]),
    lacking: (on) => gives(on, "x=2&x=1&x=3", [["x", "3"]]),
  },
  {
    name: "an empty value and a bare key arrive",
    async run(on) {
      const pairs = new Map(await search(on, "empty=&bare&full=1"));
      assert.deepEqual(Object.fromEntries(pairs), { empty: "", bare: "", full: "1" });
    },
  },
  {
    name: "escaped separators in the query are data",
    async run(on) {
      const pairs = Object.fromEntries(await search(on, "a=1%262%3D3%2B4&b%26=%25%23"));
      assert.deepEqual(pairs, { a: "1&2=3+4", "b&": "%#" });
    },
  },
  { name: "a plus in the query is a space", run: (on) => gives(on, "q=a+b%20c", [["q", "a b c"]]) },
  { name: "the query is UTF-8", run: (on) => gives(on, "caf%C3%A9=%E2%9C%93", [["café", "✓"]]) },
  {
    name: "the query arrives as it was sent",
    needs: ["rawQuery"],
    async run(on) {
      const sent = "b=2&a=1&b=%7e&c&d=a+b%20/?:@!$()*,;x=[1]";
      assert.equal((await echo(on, `GET /echo?${sent}`)).query, sent);
    },
    // The same names and values, whatever their order and encoding; repeats are another scenario's.
    async lacking(on) {
      const pairs = Object.fromEntries(await search(on, "b=2&a=1&c&d=a+b%20/?:@!$()*,;x=[1]"));
      assert.deepEqual(pairs, { b: "2", a: "1", c: "", d: "a b /?:@!$()*,;x=[1]" });
    },
  },
  {
    name: "no query is no query",
    async run(on) {
      assert.equal((await echo(on, "GET /echo")).query, "");
      assert.deepEqual((await echo(on, "GET /echo?")).search, []);
    },
  },
  {
    name: "query and params do not pollute prototypes",
    async run(on) {
      const line = "GET /pollution/__proto__?__proto__[isAdmin]=true&constructor=x&__proto__=y";
      const answer = statusIs(await ask(on, line), 200);
      assert.deepEqual(jsonOf(answer), {
        key: "__proto__",
        inherited: false,
        admin: null,
        names: ["__proto__[isAdmin]", "constructor", "__proto__"],
      });
    },
  },
];
