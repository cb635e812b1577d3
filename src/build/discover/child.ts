import { createHook } from "node:async_hooks";
import { isFunction } from "../../app/app.ts";
import type { Export, Message } from "./message.ts";

// A process of its own: evaluates a bundle (argv[2]) and tells the parent what it exports: the app's functions, or with
// "config" in argv[4] the data of its default export. Everything that is still open afterwards is told with the stack
// that opened it.

const grace = Number(process.argv[3]);
const tell = (message: Message, then?: () => void): void => {
  process.send?.(message, () => then?.());
};

const missing: { name: string; stack: string }[] = [];
const env = process.env;
process.env = new Proxy(env, {
  get(target, name) {
    const value = target[name as string];
    if (value === undefined && typeof name === "string") missing.push({ name, stack: stackOf(new Error()) });
    return value;
  },
});

const opened = new Map<number, { type: string; error: Error }>();
Error.stackTraceLimit = 30;
createHook({
  init(id, type) {
    if (type !== "PROMISE" && type !== "TickObject" && type !== "Microtask")
      opened.set(id, { type, error: new Error() });
  },
  destroy(id) {
    opened.delete(id);
  },
}).enable();

process.on("uncaughtException", (thrown) => fail(thrown));
process.on("beforeExit", (code) => {
  // The loop is empty and the import has not ended: a top-level await that nothing will settle.
  if (told) process.exit(code);
  tell({ is: "pending" }, () => process.exit(code));
});

let told = false;
try {
  const app: Record<string, unknown> = await import(process.argv[2] as string);
  told = true;
  if (process.argv[4] === "config") tell({ is: "config", config: app.default, odd: oddity(app.default) });
  else tell({ is: "exports", exports: Object.keys(app).map((name) => read(name, app[name])) });
  setTimeout(() => {
    // `getActiveResourcesInfo` knows which are alive and not unref'd; the hook knows who opened them.
    const alive = process.getActiveResourcesInfo().filter((type) => !/PipeWrap|TTYWrap|CloseReq/.test(type));
    if (alive.length === 0) process.exit();
    const stacks = [...opened.values()].filter(({ type }) => alive.some((each) => sameType(each, type)));
    tell({ is: "open", resources: alive, stacks: stacks.map(({ error }) => stackOf(error)) }, () => process.exit());
  }, grace).unref();
} catch (thrown) {
  fail(thrown);
}

function fail(thrown: unknown): void {
  const { name = "Error", message = String(thrown) } = (thrown ?? {}) as Partial<Error>;
  tell({ is: "thrown", name, message, stack: stackOf(thrown), missing: missing.slice(-50) }, () => process.exit(1));
}

function stackOf(thrown: unknown): string {
  return String((thrown as Partial<Error> | undefined)?.stack ?? "");
}

/** Hooks say `TCPSERVERWRAP` where the list says `TCPServerWrap`, and `Timeout` in both. */
function sameType(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function read(name: string, value: unknown): Export {
  if (!isFunction(value)) return { name, is: typeof value === "function" && !isClass(value) ? "bare" : "other" };
  const { streaming, timeout, memory, use, schema } = value.options as Options;
  const options = {
    streaming: streaming === true,
    timeout,
    memory,
    layers: !!use,
    schema: !!schema,
    data: jsonSchema(schema),
  };
  if (value.kind === "http") return { name, is: "http", route: value.route, ...options };
  if (value.kind === "task") return { name, is: "task", task: value.name, ...options };
  const { schema: validates, ...source } = value.source;
  const { when, from, batch, window, attempts, deadLetter } = value.options;
  return {
    name,
    is: "event",
    source: { ...source, ...(when && { when }), ...(from && { from }) },
    batch,
    window,
    attempts,
    deadLetter: deadLetter !== undefined,
    ...options,
    schema: !!validates,
    data: jsonSchema(validates),
  };
}

/** What options there may be, of all kinds. */
interface Options {
  readonly streaming?: boolean;
  readonly timeout?: never;
  readonly memory?: number;
  readonly use?: unknown;
  readonly schema?: unknown;
}

/** What a schema takes as JSON Schema, where it can say so. @see https://standardschema.dev/json-schema */
function jsonSchema(schema: unknown): unknown {
  type Told = { "~standard"?: { jsonSchema?: { input?(options: { target: string }): unknown } } };
  try {
    return (schema as Told | undefined)?.["~standard"]?.jsonSchema?.input?.({ target: "draft-2020-12" });
  } catch {
    return undefined;
  }
}

function isClass(value: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

/** Where something is that would not reach the parent as it is: a function, a Date. */
function oddity(value: unknown, path: readonly string[] = []): readonly string[] | undefined {
  if (value === undefined || value === null || /^(string|boolean)$/.test(typeof value)) return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : path;
  const prototype: unknown = typeof value === "object" && Object.getPrototypeOf(value);
  if (typeof value !== "object" || (!Array.isArray(value) && prototype !== null && prototype !== Object.prototype))
    return path;
  for (const [key, inner] of Object.entries(value)) {
    const found = oddity(inner, [...path, key]);
    if (found) return found;
  }
  return undefined;
}
