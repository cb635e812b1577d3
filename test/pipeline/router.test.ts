import fc from "fast-check";
import { http } from "unmoor";
import { createRoutes, type Routes, routeTable } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { compileRoutes } from "../../src/build/routes.ts";
import { match, restParams } from "../../src/pipeline/routes.ts";

const ok = () => new Response();
const define = http as unknown as (route: string, handler: typeof ok) => ReturnType<typeof http>;

/** The same table twice: interpreted, and compiled as the build does it. */
function both(routes: Readonly<Record<string, string>>): Record<"interpreted" | "compiled", Routes> {
  const app = Object.fromEntries(Object.entries(routes).map(([name, route]) => [name, define(route, ok)]));
  const source = compileRoutes(Object.entries(routes).map(([name, route]) => ({ name, route })));
  const body = source.replace(/^import .*$/m, "").replace("export const routes =", "return");
  const compiled = new Function("restParams", ...Object.keys(app), body)(restParams, ...Object.values(app)) as Routes;
  return { interpreted: createRoutes(app), compiled };
}

/** What is made of a request line: name and params, or the status and what is allowed. */
function ask(routes: Routes, line: string): string {
  const [method = "", path = ""] = line.split(/ (.*)/);
  try {
    const { name, params } = match(routes, { method, url: new URL(`https://a.example${path}`).href });
    return `${name} ${JSON.stringify(params)}`;
  } catch (thrown) {
    if (thrown instanceof URIError) return "400";
    const { status, headers } = thrown as Response;
    return [status, headers.get("allow")].filter(Boolean).join(" ");
  }
}

const tables: Readonly<Record<string, { routes: Record<string, string>; asked: Record<string, string> }>> = {
  "methods and HEAD": {
    routes: { one: "GET /one", two: "POST,PUT /one", all: "* /all", own: "HEAD /own", got: "GET /own" },
    asked: {
      "GET /one": "one {}",
      "HEAD /one": "one {}",
      "POST /one": "two {}",
      "DELETE /one": "405 GET, POST, PUT, HEAD",
      "OPTIONS /one": "405 GET, POST, PUT, HEAD",
      "PROPFIND /one": "405 GET, POST, PUT, HEAD",
      "PROPFIND /all": "all {}",
      "OPTIONS /all": "all {}",
      "HEAD /all": "all {}",
      "HEAD /own": "own {}",
      "GET /own": "got {}",
      "GET /none": "404",
      "POST /own": "405 GET, HEAD",
    },
  },
  "OPTIONS is the user's": {
    routes: { get: "GET /a", preflight: "OPTIONS /**" },
    asked: { "OPTIONS /a": "preflight {}", "OPTIONS /": "preflight {}", "GET /b": "405 OPTIONS" },
  },
  params: {
    routes: { user: "GET /users/:id", post: "GET /users/:id/posts/:post", me: "GET /users/me" },
    asked: {
      "GET /users/7": 'user {"id":"7"}',
      "GET /users/me": "me {}",
      "GET /users/": "404",
      "GET /users": "404",
      "GET /users/7/": 'user {"id":"7"}',
      "GET /users/7/posts/8": 'post {"id":"7","post":"8"}',
      "GET /users//posts/8": "404",
      "GET /users/a%2Fb": 'user {"id":"a/b"}',
      "GET /users/a%252Fb": 'user {"id":"a%2Fb"}',
      "GET /users/%C3%A4%20+": 'user {"id":"ä +"}',
      "GET /users/__proto__": 'user {"id":"__proto__"}',
      "GET /users/%E0%A4%A": "400",
      "GET /Users/7": "404",
    },
  },
  "optional params": {
    routes: { o: "GET /o/:a?/:b?" },
    asked: {
      "GET /o": "o {}",
      "GET /o/": "o {}",
      "GET /o/1": 'o {"a":"1"}',
      "GET /o/1/2": 'o {"a":"1","b":"2"}',
      "GET /o/1/2/3": "404",
    },
  },
  "the rest": {
    routes: { files: "GET /files/**:path", owned: "GET /u/:id/**:path", any: "POST /any/**" },
    asked: {
      "GET /files": 'files {"path":""}',
      "GET /files/": 'files {"path":""}',
      "GET /files/a/b": 'files {"path":"a/b"}',
      "GET /files/a//b": 'files {"path":"a//b"}',
      "GET /files/a%20b/%C3%A4": 'files {"path":"a b/ä"}',
      "GET /files/a/..%2F..%252F/c": 'files {"path":"a/..%2F..%2F/c"}',
      "GET /u/7%2F8/x%2Fy": 'owned {"id":"7/8","path":"x%2Fy"}',
      "POST /any/thing/at/all": "any {}",
      "POST /any": "any {}",
    },
  },
  precedence: {
    routes: { fixed: "GET /a/b", param: "GET /a/:x", rest: "GET /a/**:x", root: "GET /" },
    asked: {
      "GET /a/b": "fixed {}",
      "GET /a/c": 'param {"x":"c"}',
      "GET /a/b/c": 'rest {"x":"b/c"}',
      "GET /a": 'rest {"x":""}',
      "GET /": "root {}",
    },
  },
  "one spelling of a path": {
    routes: { admin: "GET /admin", users: "GET /admin/users", odd: "GET /it's/a~b", uni: "GET /ä" },
    asked: {
      "GET /%61dmin": "admin {}",
      "GET /%61%64min/": "admin {}",
      "GET /admin%2fusers": "404",
      "GET //admin": "404",
      "GET /admin//users": "404",
      "GET /Admin": "404",
      "GET /%2561dmin": "404",
      "GET /x/../admin": "admin {}",
      "GET /it%27s/a%7Eb": "odd {}",
      "GET /%C3%A4": "uni {}",
      "GET /%c3%a4": "uni {}",
    },
  },
};

for (const way of ["interpreted", "compiled"] as const)
  describe(way, () => {
    for (const [title, { routes, asked }] of Object.entries(tables)) {
      const given = both(routes)[way];
      test.each(Object.entries(asked))(`${title}: %s`, (line, expected) => {
        expect(ask(given, line).split(/[ ,]+/).sort()).toEqual(expected.split(/[ ,]+/).sort());
      });
    }

    test("params hold nothing but params", () => {
      const { params } = match(both({ a: "GET /:a" })[way], { method: "GET", url: "https://a.example/x" });
      expect(Object.getPrototypeOf(params)).toBeNull();
    });
  });

describe("clashes name both functions", () => {
  test.each([
    ["GET /a", "GET /a"],
    ["GET /a", "GET /a/"],
    ["GET /a/:x", "GET /a/:y"],
    ["GET,POST /a", "POST /a"],
    ["GET /a/**", "GET /a/**:x"],
    ["* /a", "* /a"],
    ["GET /é", "GET /é"],
  ])("%s and %s", (one, two) => {
    const routes = [
      { name: "first", route: one },
      { name: "second", route: two },
    ];
    const clash = expect.objectContaining({
      code: "ROUTE_CLASH",
      message: expect.stringMatching(/"first" and "second"/),
    });
    expect(() => routeTable(routes)).toThrow(clash);
    expect(() => compileRoutes(routes)).toThrow(clash);
    expect(() => createRoutes({ first: define(one, ok), second: define(two, ok) })).toThrow(clash);
  });

  test.each([
    ["GET /a", "POST /a"],
    ["GET /a", "HEAD /a"],
    ["GET /a/:x", "GET /a/b"],
    ["GET /a", "* /a"],
    ["GET /a", "GET /A"],
  ])("%s and %s do not clash", (one, two) => {
    expect(() => both({ one, two })).not.toThrow();
  });
});

test("any table: the compiled routes answer exactly as the interpreted ones", () => {
  const name = fc.constantFrom("a", "b", "c");
  const segment = fc.oneof(
    { weight: 3, arbitrary: name },
    name.map((it) => `:${it}`),
  );
  const end = fc.constantFrom("", "", "/:y?", "/**", "/**:z");
  const path = fc
    .tuple(fc.uniqueArray(segment, { maxLength: 3 }), end)
    .map(([segments, last]) => segments.map((it) => `/${it}`).join("") + last || "/");
  const methods = fc.oneof(
    fc.constant("*"),
    fc.uniqueArray(fc.constantFrom("GET", "POST", "HEAD", "OPTIONS"), { minLength: 1 }).map((list) => list.join()),
  );
  const table = fc.uniqueArray(fc.tuple(methods, path), { minLength: 1, maxLength: 6 });
  const asked = fc.tuple(
    fc.constantFrom("GET", "HEAD", "POST", "OPTIONS", "DELETE"),
    fc.array(fc.constantFrom("a", "b", "c", "", "x%2Fy", "%61", "%", "D"), { maxLength: 5 }),
  );
  fc.assert(
    fc.property(table, fc.array(asked, { minLength: 5, maxLength: 20 }), (rows, requests) => {
      const routes = Object.fromEntries(rows.map(([method, at], index) => [`f${index}`, `${method} ${at}`]));
      let made: ReturnType<typeof both>;
      try {
        made = both(routes);
      } catch (thrown) {
        // Clashes and repeated names are refused by both in the same words.
        const message = (thrown as Error).message;
        expect(() => compileRoutes(Object.entries(routes).map(([key, route]) => ({ name: key, route })))).toThrow(
          message,
        );
        return;
      }
      for (const [method, segments] of requests) {
        const line = `${method} /${segments.join("/")}`;
        expect(`${line}: ${ask(made.compiled, line)}`).toBe(`${line}: ${ask(made.interpreted, line)}`);
      }
    }),
    { numRuns: 300 },
  );
});
