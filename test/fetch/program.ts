/** Programs of operations on Fetch objects: data, so that the same one runs on two implementations. */
import fc from "fast-check";

const name = fc.constantFrom(
  "a",
  "B",
  "x-long-name",
  "Set-Cookie",
  "set-cookie",
  "cookie",
  "Content-Type",
  "content-length",
  "",
  "a b",
  "é",
  "€",
  "__proto__",
);
const value = fc.constantFrom(
  "",
  "1",
  " padded\t\r\n",
  "in ner",
  "a, b",
  "a=1; Path=/",
  "é\xff",
  "€",
  "a\nb",
  "a\0",
  "\xa0x\xa0",
  "text/html",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  7,
  null,
  undefined,
  true,
);
const pair = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(name, value) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(["a"], ["a", "b", "c"], "ab", 1, null, []) },
);

/** What `headers` may be given. */
const headersInit = fc.oneof(
  { weight: 4, arbitrary: fc.record({ is: fc.constant("pairs" as const), pairs: fc.array(pair, { maxLength: 4 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant("record" as const),
      pairs: fc.array(fc.tuple(name, value), { maxLength: 4 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ is: fc.constant("world" as const), at: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant("odd" as const), at: fc.nat(7) }) },
);

const text = fc.constantFrom("", "hello", '{"a":1}', "a=1&b=2", "\ufeffbom", "\ud800x", "é€😀", "{", "null");
const chunk = fc.constantFrom("text", "bytes", "empty", "odd");

/** What a body may be. No forms: cancelling one ends the process in undici 7.29 (an unhandled rejection). */
const body = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom({ is: "null" as const }, { is: "undefined" as const }) },
  { weight: 5, arbitrary: fc.record({ is: fc.constant("text" as const), text }) },
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constantFrom("bytes" as const, "buffer" as const, "view" as const, "blob" as const, "typedBlob" as const),
      text,
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant("params" as const), text }) },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constantFrom("stream" as const, "iterable" as const, "byteStream" as const),
      chunks: fc.array(chunk, { maxLength: 3 }),
      fails: fc.boolean().map((fails) => fails && Math.random() < 0),
    }),
  },
  { weight: 2, arbitrary: fc.record({ is: fc.constant("world" as const), at: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant("odd" as const), at: fc.nat(7) }) },
);

const maybe = <T>(arbitrary: fc.Arbitrary<T>, weight = 2): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: weight });

const responseInit = fc.record(
  {
    status: fc.constantFrom<unknown>(200, 201, 204, 304, 404, 599, 600, 199, 0, "202", 200.9, 65_736, null, "x", -1),
    statusText: fc.constantFrom<unknown>("", "OK", "é", "€", "a\nb", "\t", 7, null),
    headers: headersInit,
  },
  { requiredKeys: [] },
);

const requestInit = fc.record(
  {
    method: fc.constantFrom<unknown>(
      "GET",
      "get",
      "POST",
      "post",
      "PUT",
      "patch",
      "PATCH",
      "HEAD",
      "Delete",
      "FOO",
      "foo",
      "CONNECT",
      "trace",
      "a b",
      "",
      "é",
      null,
    ),
    headers: headersInit,
    body,
    duplex: fc.constantFrom<unknown>("half", "half", "half", "full", null),
    mode: fc.constantFrom<unknown>("cors", "no-cors", "same-origin", "navigate", "x"),
    credentials: fc.constantFrom<unknown>("omit", "include", "x"),
    cache: fc.constantFrom<unknown>("no-store", "only-if-cached", ""),
    redirect: fc.constantFrom<unknown>("manual", "error", "FOLLOW"),
    referrer: fc.constantFrom<unknown>("", "about:client", "https://r.example/x", "nothing"),
    referrerPolicy: fc.constantFrom<unknown>("", "no-referrer", "x"),
    integrity: fc.constantFrom<unknown>("sha256-x", "", null, 3),
    keepalive: fc.constantFrom<unknown>(true, false, 0, "x"),
    signal: fc.constantFrom("aborted", "live", "null", "odd"),
    window: fc.constantFrom<unknown>(null, 1),
    priority: fc.constantFrom<unknown>("high", "x"),
  },
  { requiredKeys: [] },
);

const url = fc.constantFrom<unknown>(
  "https://a.example/",
  "https://A.example:443/b/../c?q=1#f",
  "http://a.example/é b",
  "https://u:p@a.example/",
  "/relative",
  "",
  null,
  "https://a.example/%zz",
);

const at = fc.nat(9);
const header = fc.oneof(
  fc.record({ op: fc.constantFrom("append" as const, "set" as const), at, name, value }),
  fc.record({ op: fc.constantFrom("get" as const, "has" as const, "delete" as const), at, name }),
  fc.record({
    op: fc.constantFrom(
      "list" as const,
      "keys" as const,
      "values" as const,
      "forEach" as const,
      "cookies" as const,
      "bare" as const,
    ),
    at,
  }),
  fc.record({ op: fc.constant("live" as const), at, name, value, after: fc.nat(3), remove: fc.boolean() }),
);

const READ = ["text", "json", "bytes", "arrayBuffer", "blob", "formData"] as const;
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ op: fc.constant("Headers" as const), init: maybe(headersInit, 5) }) },
  {
    weight: 5,
    arbitrary: fc.record({ op: fc.constant("Response" as const), body: maybe(body, 5), init: maybe(responseInit, 3) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant("json" as const),
      data: fc.constantFrom<unknown>({ a: 1 }, null, "\ud800", [1]),
      init: maybe(responseInit, 3),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant("json" as const),
      data: fc.constantFrom<unknown>(undefined, Symbol("s"), () => 1),
      init: fc.constant(undefined),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant("redirect" as const),
      url,
      status: maybe(fc.constantFrom<unknown>(301, 302, 303, 307, 308, 200, 304, "301", 0)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("error" as const) }) },
  { weight: 5, arbitrary: fc.record({ op: fc.constant("Request" as const), url, init: maybe(requestInit, 5) }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant("from" as const), at, init: maybe(requestInit, 2) }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("rewrap" as const), at }) },
  { weight: 8, arbitrary: header },
  {
    weight: 8,
    arbitrary: fc.record({ op: fc.constant("read" as const), at, how: fc.constantFrom(...READ), wait: fc.boolean() }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      op: fc.constantFrom("clone" as const, "look" as const, "headers" as const, "touch" as const),
      at,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constantFrom("reader" as const, "chunk" as const, "release" as const, "cancel" as const, "tee" as const),
      at,
    }),
  },
);

export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
export type BodySpec = typeof body extends fc.Arbitrary<infer T> ? T : never;
export type HeadersSpec = typeof headersInit extends fc.Arbitrary<infer T> ? T : never;
export const program: fc.Arbitrary<Step[]> = fc.array(step, { minLength: 1, maxLength: 14 });
