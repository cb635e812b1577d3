import type { LogRecord } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { logLine } from "../../../adapters/aws/log.ts";

const record: LogRecord = { level: "warn", message: "m", time: 0, invocation: "req-1" };
const parsed = (over: Partial<LogRecord>): unknown => JSON.parse(logLine({ ...record, ...over }));

describe("a log line", () => {
  test("has the members of Lambda's own JSON lines, and is one line", () => {
    const line = logLine({ ...record, message: "a\nb", function: "hello", trace: "00-1", fields: { n: 1 } });
    expect(line).not.toContain("\n");
    expect(JSON.parse(line)).toEqual({
      timestamp: "1970-01-01T00:00:00.000Z",
      level: "WARN",
      requestId: "req-1",
      message: "a\nb",
      function: "hello",
      trace: "00-1",
      n: 1,
    });
  });

  test("states an error as Lambda does, with code and cause", () => {
    const error = Object.assign(new TypeError("t", { cause: new Error("c") }), { code: "E_T" });
    expect(parsed({ error })).toMatchObject({
      errorType: "TypeError",
      errorMessage: "t",
      code: "E_T",
      cause: "Error: c",
      stackTrace: expect.arrayContaining(["TypeError: t"]),
    });
  });

  test.each([
    ["text", "x", "x"],
    ["null", null, "null"],
    ["a symbol", Symbol("s"), "Symbol(s)"],
    ["a number", 7, "7"],
  ])("states a thrown value that is no error: %s", (_, error, errorMessage) => {
    expect(parsed({ error })).toMatchObject({ errorMessage });
  });

  test("fields cannot rename what queries rely on", () => {
    expect(parsed({ fields: { level: "debug", requestId: "x", message: "y" } })).toMatchObject({
      level: "WARN",
      requestId: "req-1",
      message: "m",
    });
  });

  test("fields that are no JSON cost the fields, not the line", () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(parsed({ fields: { cycle } })).toMatchObject({ message: "m" });
    expect(parsed({ fields: { n: 1n } })).toMatchObject({ message: "m" });
  });
});
