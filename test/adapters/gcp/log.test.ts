import fc from "fast-check";
import type { LogRecord } from "unmoor/adapter";
import { expect, test, vi } from "vitest";
import { logLine } from "../../../adapters/gcp/log.ts";

vi.setConfig({ testTimeout: 30_000 });
fc.configureGlobal({ seed: 20261121 });

const record = (over: Partial<LogRecord> = {}): LogRecord => ({
  level: "info",
  message: "hi",
  time: 0,
  invocation: "i",
  ...over,
});
const line = (over?: Partial<LogRecord>, project?: string): Record<string, unknown> =>
  JSON.parse(logLine(record(over), project));

test("a record is one line with the names of Cloud Logging", () => {
  expect(line({ function: "hello", fields: { a: 1 } })).toEqual({
    severity: "INFO",
    message: "hi",
    time: "1970-01-01T00:00:00.000Z",
    "logging.googleapis.com/labels": { execution_id: "i", function: "hello" },
    a: 1,
  });
});

test.each([
  ["debug", "DEBUG"],
  ["info", "INFO"],
  ["warn", "WARNING"],
  ["error", "ERROR"],
] as const)("%s is %s", (level, severity) => {
  expect(line({ level }).severity).toBe(severity);
});

test("the trace is a resource name where the project is known, else its bare id", () => {
  const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
  expect(line({ trace }, "p")).toMatchObject({
    "logging.googleapis.com/trace": "projects/p/traces/0af7651916cd43dd8448eb211c80319c",
    "logging.googleapis.com/spanId": "b7ad6b7169203331",
    "logging.googleapis.com/trace_sampled": false,
  });
  expect(line({ trace })["logging.googleapis.com/trace"]).toBe("0af7651916cd43dd8448eb211c80319c");
});

test("an error brings its stack and its causes'", () => {
  const { stack_trace } = line({ error: new Error("outer", { cause: new TypeError("inner") }) });
  expect(stack_trace).toMatch(/^Error: outer\n {4}at .*Caused by: TypeError: inner\n {4}at /s);
  expect(line({ error: "text" }).stack_trace).toBe("text");
});

test("a field cannot rename what Cloud Logging reads", () => {
  expect(line({ fields: { severity: "DEBUG", message: "forged" } })).toMatchObject({ severity: "INFO", message: "hi" });
});

test("fields that JSON cannot hold cost the fields, never the line", () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  for (const fields of [{ big: 1n }, cycle]) expect(line({ fields }).message).toBe("hi");
});

test("whatever the text is, the line is one line", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.dictionary(fc.string(), fc.string()), (message, fields) => {
      const text = logLine(record({ message, fields }));
      expect(text).not.toMatch(/[\n\r]/);
      expect(JSON.parse(text).severity).toBe("INFO");
    }),
  );
});
