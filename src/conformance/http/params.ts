import assert from "node:assert/strict";
import { ask, type Carrier, jsonOf } from "../call.ts";
import type { Scenario } from "../scenario.ts";
import { problemIs, statusIs, textIs } from "./expect.ts";

async function gives(carrier: Carrier, path: string, params: object): Promise<void> {
  assert.deepEqual(jsonOf(statusIs(await ask(carrier, `GET ${path}`), 200)), params);
}

export const params: readonly Scenario[] = [
  { name: "params are read from the path", run: (on) => gives(on, "/params/a/b-c.d~e", { one: "a", two: "b-c.d~e" }) },
  {
    name: "an escaped slash in a param is data",
    needs: ["rawPath"],
    run: (on) => gives(on, "/params/a%2Fb/c%2fd", { one: "a/b", two: "c/d" }),
    // As sent, or the slash splits: another path, and none of the app's.
    async lacking(on) {
      const answer = await ask(on, "GET /params/a%2Fb/c%2fd");
      if (answer.status === 200) assert.deepEqual(jsonOf(answer), { one: "a/b", two: "c/d" });
      else problemIs(answer, 404);
    },
  },
  {
    name: "a param is decoded once",
    needs: ["rawPath"],
    run: (on) => gives(on, "/params/%2541/%252F", { one: "%41", two: "%2F" }),
    // As sent, or decoded by the platform and once more by us; never three times.
    async lacking(on) {
      const { one, two } = jsonOf<{ one: string; two: string }>(await ask(on, "GET /params/%252541/%25252F"));
      assert.match(`${one} ${two}`, /^%2541 %252F$|^%41 %2F$/);
    },
  },
  { name: "a percent sign in a param is data", run: (on) => gives(on, "/params/100%25/a", { one: "100%", two: "a" }) },
  {
    name: "params are UTF-8",
    run: (on) => gives(on, "/params/caf%C3%A9/%E2%9C%93%F0%9F%A6%8A", { one: "café", two: "✓🦊" }),
  },
  { name: "a plus in a path is a plus", run: (on) => gives(on, "/params/a+b/c%2Bd", { one: "a+b", two: "c+d" }) },
  { name: "a space in a param arrives", run: (on) => gives(on, "/params/a%20b/%20", { one: "a b", two: " " }) },
  {
    name: "reserved characters in a param are data",
    run: (on) => gives(on, "/params/a%3Fb%23c/d;e=f,g@h:i&j", { one: "a?b#c", two: "d;e=f,g@h:i&j" }),
  },
  {
    name: "an optional param may be absent",
    async run(on) {
      await gives(on, "/optional/a", { first: "a" });
      await gives(on, "/optional/a/b", { first: "a", second: "b" });
    },
  },
  {
    name: "a rest param takes all segments",
    run: (on) => gives(on, "/rest/a/b%20c/d.txt", { path: "a/b c/d.txt" }),
  },
  { name: "a rest param may be empty", run: (on) => gives(on, "/rest", { path: "" }) },
  {
    name: "an escaped slash in a rest param stays escaped",
    needs: ["rawPath"],
    run: (on) => gives(on, "/rest/a%2F..%2Fb/c", { path: "a%2F..%2Fb/c" }),
  },
  {
    name: "an escaped letter is the letter",
    run: (on) => gives(on, "/%70arams/%61/b", { one: "a", two: "b" }),
  },
  {
    name: "a literal beyond ASCII matches in both encodings of a client",
    async run(on) {
      textIs(await ask(on, "GET /stra%C3%9Fe/caf%C3%A9"), "literal");
      textIs(await ask(on, "GET /stra%c3%9fe/caf%c3%a9"), "literal");
    },
  },
  {
    name: "paths are told apart by case",
    run: async (on) => problemIs(await ask(on, "GET /PARAMS/a/b"), 404),
  },
];
