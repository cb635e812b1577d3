import assert from "node:assert/strict";
import { type Answer, ask, type CallParts, type Carrier, jsonOf } from "../call.ts";
import type { Scenario } from "../scenario.ts";
import { type Echo, noLeak, problemIs, statusIs } from "./expect.ts";

/** Refused by us or by the platform before us, or not found: never an answer of the app, never a failure. */
async function refused(on: Carrier, line: string, parts?: CallParts): Promise<Answer> {
  const answer = await ask(on, line, parts);
  assert.ok(answer.status >= 300 && answer.status < 500, `${line} is answered with ${answer.status}`);
  noLeak(answer);
  return answer;
}

/** Answered by the function whose path the handler itself sees, or refused. */
async function agreed(on: Carrier, line: string, parts?: CallParts): Promise<Echo | undefined> {
  const answer = await ask(on, line, parts);
  if (answer.status !== 200) {
    assert.ok(answer.status >= 300 && answer.status < 500, `${line} is answered with ${answer.status}`);
    return undefined;
  }
  const seen = jsonOf<Echo>(answer);
  assert.match(seen.path, /^\/echo(\/|$)/, `${line} was routed to /echo, and its handler sees ${seen.path}`);
  assert.doesNotMatch(seen.host, /evil/);
  return seen;
}

export const targets: readonly Scenario[] = [
  {
    name: "a path of two slashes does not choose the host",
    async run(on) {
      const answer = await ask(on, "GET //evil.com/echo");
      assert.ok(answer.status >= 300 && answer.status < 500, `answered with ${answer.status}`);
      await agreed(on, "GET //echo");
    },
  },
  {
    name: "dot segments: router and handler see the same path",
    async run(on) {
      for (const path of [
        "/%2e%2e/echo",
        "/x/../echo",
        "/page/%2E%2E/echo/a",
        "/echo/..%2f..%2fpage",
        "/echo/%2e%2e/page",
      ]) {
        const answer = await ask(on, `GET ${path}`);
        if (answer.status === 200 && answer.body.length && !/^a page$/.test(Buffer.from(answer.body).toString()))
          assert.match(jsonOf<Echo>(answer).path, /^\/echo/, path);
        else assert.ok(answer.status < 500, `${path} is answered with ${answer.status}`);
      }
    },
  },
  {
    name: "a path is not decoded twice",
    needs: ["rawPath"],
    run: async (on) => void (await refused(on, "GET /%252e%252e/echo")),
    // Decoded by the platform and once more by us: still no answer of a function that the path does not name.
    lacking: async (on) => void (await agreed(on, "GET /%252e%252e/echo")),
  },
  {
    name: "an escaped slash does not make a segment",
    needs: ["rawPath"],
    run: async (on) => problemIs(await ask(on, "GET /error%2Ferror"), 404),
    // The platform has made it one before anybody else saw the path.
    async lacking(on) {
      const answer = await ask(on, "GET /echo%2Fa");
      if (answer.status === 200) assert.equal(jsonOf<Echo>(answer).path, "/echo/a");
      else problemIs(answer, 404);
    },
  },
  {
    name: "a broken escape is a 400",
    async run(on) {
      for (const path of ["/%E0%A4%A", "/params/%FF/x", "/params/%C0%AF/x"])
        statusIs(await ask(on, `GET ${path}`), 400);
      // Not begun as an escape, a percent sign may as well be one.
      for (const path of ["/params/%/x", "/params/%zz/x"]) {
        const { status } = await ask(on, `GET ${path}`);
        assert.ok(status === 200 || status === 400, `${path} is answered with ${status}`);
      }
    },
  },
  {
    name: "a backslash is no slash",
    async run(on) {
      await agreed(on, "GET /\\echo");
      await agreed(on, "GET /\\evil.com\\echo");
      await agreed(on, "GET /echo\\..\\page");
    },
  },
  {
    name: "an absolute target does not choose host or path",
    async run(on) {
      const answer = await ask(on, "GET http://evil.example/echo");
      // The target counts and not the Host: RFC 9112 section 3.2.2. Who takes it takes the path out of it.
      if (answer.status === 200) assert.equal(jsonOf<Echo>(answer).path, "/echo");
      else assert.ok(answer.status >= 300 && answer.status < 500, `answered with ${answer.status}`);
    },
  },
  {
    name: "a Host with a user does not choose the host",
    run: async (on) => void (await agreed(on, "GET /echo", { headers: [["Host", "good.com@evil.com"]] })),
  },
  {
    name: "a Host with a path does not choose the path",
    async run(on) {
      const answer = await ask(on, "GET /page", { headers: [["Host", "a.example/echo?x="]] });
      assert.ok(
        answer.status === 200 || (answer.status >= 300 && answer.status < 500),
        `answered with ${answer.status}`,
      );
      if (answer.status === 200) assert.equal(Buffer.from(answer.body).toString(), "a page");
    },
  },
];
