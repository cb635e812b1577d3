import fc from "fast-check";
import type { CloudEvent } from "unmoor";
import { describe, expect, test } from "vitest";
import { eventsOfHttp, eventToBinary, eventToStructured } from "../../src/event/index.ts";

const minimal: readonly [string, string][] = [
  ["ce-specversion", "1.0"],
  ["ce-id", "1"],
  ["ce-source", "/s"],
  ["ce-type", "t"],
];
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (headers: readonly [string, string][], body = ""): CloudEvent =>
  eventsOfHttp({ headers: [...minimal, ...headers], body: bytes(body) })[0] as CloudEvent;

describe("binary mode is right where SDK 10 and functions-framework 5 are wrong", () => {
  test.each<[string, [string, string][], string, object]>([
    ["no time is invented", [], "", {}],
    ["values are percent-decoded", [["ce-subject", "caf%C3%A9"]], "", { subject: "café" }],
    ["malformed percents stay", [["ce-subject", "100%25%ZZ%E9"]], "", { subject: "100%%ZZ%E9" }],
    ["a quoted value is unquoted first", [["ce-subject", '"a \\"b\\""']], "", { subject: 'a "b"' }],
    ["upper-case header names count", [["CE-Extension", "x"]], "", { extension: "x" }],
    ["JSON scalars", [["content-type", "application/json"]], "5", { data: 5, datacontenttype: "application/json" }],
    ["JSON null", [["content-type", "application/json"]], "null", { data: null, datacontenttype: "application/json" }],
    [
      "parameters without a space",
      [["content-type", "application/json;charset=utf-8"]],
      "[1]",
      { data: [1], datacontenttype: "application/json;charset=utf-8" },
    ],
    [
      "+json in upper case",
      [["content-type", "Application/Vnd.a+JSON"]],
      " 1",
      { data: 1, datacontenttype: "Application/Vnd.a+JSON" },
    ],
    ["text stays text", [["content-type", "text/plain"]], "5", { data: "5", datacontenttype: "text/plain" }],
    [
      "bytes stay bytes",
      [["content-type", "image/png"]],
      "\u0089",
      { data: bytes("\u0089"), datacontenttype: "image/png" },
    ],
    ["an empty body is no data", [["content-type", "application/json"]], "", { datacontenttype: "application/json" }],
  ])("%s", (_, headers, body, expected) => {
    expect(read(headers, body)).toEqual({ specversion: "1.0", id: "1", source: "/s", type: "t", ...expected });
  });
  test.each(["ce-id", "ce-source", "ce-type", "ce-specversion"])("%s missing is refused", (name) => {
    const headers = minimal.filter(([header]) => header !== name);
    expect(() => eventsOfHttp({ headers, body: bytes('{"hello":1}') })).toThrow(
      expect.objectContaining({ code: "INVALID_EVENT", status: 400 }),
    );
  });
  test("ce-__proto__ is no attribute", () => {
    const event = read([["ce-__proto__", "x"]]);
    expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
    expect(Object.keys(event)).toEqual(["specversion", "id", "source", "type"]);
  });
  test("data that is not what it says is refused", () => {
    expect(() => read([["content-type", "application/json"]], "{")).toThrow(
      expect.objectContaining({ code: "INVALID_EVENT" }),
    );
  });
});

const name = fc
  .stringMatching(/^[a-z][a-z0-9]{0,9}$/)
  .filter((it) => !/^(data|id|source|type|time|subject|specversion|dataschema|datacontenttype)$/.test(it));
const text = fc.string({ minLength: 1, unit: "grapheme" });
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const event = fc
  .record(
    {
      id: text,
      source: text,
      type: text,
      subject: text,
      time: fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date("9999-01-01") })
        .map((date) => date.toISOString()),
      extensions: fc.dictionary(name, text, { maxKeys: 3 }),
      content: fc.oneof(
        fc.constant({}),
        json.map((data) => ({ data, datacontenttype: "application/json" })),
        text.map((data) => ({ data, datacontenttype: "text/plain" })),
        fc.uint8Array({ minLength: 1 }).map((data) => ({ data, datacontenttype: "application/octet-stream" })),
      ),
    },
    { requiredKeys: ["id", "source", "type", "extensions", "content"] },
  )
  .map(
    ({ extensions, content, ...core }) =>
      ({ specversion: "1.0", ...core, ...extensions, ...content }) as unknown as CloudEvent,
  );

describe("round trips", () => {
  test("binary: what is written is read again", () => {
    fc.assert(
      fc.property(event, (it) => {
        expect(eventsOfHttp(eventToBinary(it), { strict: true })).toEqual([it]);
      }),
    );
  });
  test("structured: what is written is read again", () => {
    fc.assert(
      fc.property(event, (it) => {
        expect(eventsOfHttp(eventToStructured(it), { strict: true })).toEqual([it]);
      }),
    );
  });
  test("batched: what is written is read again", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 4 }), (all) => {
        expect(eventsOfHttp(eventToStructured(all), { strict: true })).toEqual(all);
      }),
    );
  });
  test("reading throws coded errors only", () => {
    const header = fc.tuple(
      fc.oneof(fc.constantFrom("ce-id", "ce-type", "ce-source", "ce-specversion", "content-type"), fc.string()),
      fc.oneof(
        fc.constantFrom(
          "1.0",
          "application/json",
          "application/cloudevents+json",
          "application/cloudevents-batch+json",
        ),
        fc.string(),
      ),
    );
    fc.assert(
      fc.property(fc.array(header), fc.uint8Array(), (headers, body) => {
        try {
          eventsOfHttp({ headers, body });
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: expect.stringMatching(/^INVALID_/) });
        }
      }),
    );
  });
});
