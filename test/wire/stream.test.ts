import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { disconnected, primed, pump, type Sink } from "../../src/wire/index.ts";

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeEach(() => void process.on("unhandledRejection", note));
afterEach(async () => {
  // Node reports a rejection after the microtasks of its turn.
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", note);
  expect(unhandled.splice(0)).toEqual([]);
});

const chunk = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A body that gives these chunks, one a pull, then ends or fails; notes how often it was asked and why it was cancelled. */
function source(chunks: readonly string[], failure?: Error) {
  const seen = { pulls: 0, cancelled: undefined as unknown };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const next = chunks[seen.pulls++];
        if (next !== undefined) controller.enqueue(chunk(next));
        else if (failure) controller.error(failure);
        else controller.close();
      },
      cancel(reason) {
        seen.cancelled = reason;
      },
    },
    { highWaterMark: 0 },
  );
  return { body, seen };
}

describe("primed", () => {
  test("null is nothing", async () => {
    expect(await primed(null)).toBeNull();
  });

  test("an empty stream is nothing", async () => {
    expect(await primed(source([]).body)).toBeNull();
  });

  test("a stream that fails at once fails now", async () => {
    await expect(primed(source([], new Error("torn")).body)).rejects.toThrow("torn");
  });

  test("what has been read is given again, and all the rest", async () => {
    expect(await new Response(await primed(source(["a", "b", "c"]).body)).text()).toBe("abc");
  });

  test("no more than the first chunk is read ahead", async () => {
    const { body, seen } = source(["a", "b", "c"]);
    await primed(body);
    await settle();
    expect(seen.pulls).toBe(1);
  });

  test("a later failure reaches the reader after the chunks before it", async () => {
    const reader = (await primed(source(["a", "b"], new Error("torn")).body))!.getReader();
    expect(await reader.read()).toMatchObject({ value: chunk("a") });
    expect(await reader.read()).toMatchObject({ value: chunk("b") });
    await expect(reader.read()).rejects.toThrow("torn");
  });

  test("cancelling reaches the source", async () => {
    const { body, seen } = source(["a", "b"]);
    await (await primed(body))!.cancel("enough");
    expect(seen.cancelled).toBe("enough");
  });

  test("cancelling reaches a source that is silent, and ends the read that waits for it", async () => {
    let pulls = 0;
    let cancelled: unknown;
    const silent = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          if (!pulls++) controller.enqueue(chunk("a"));
          else return new Promise(() => {});
        },
        cancel(reason) {
          cancelled = reason;
        },
      },
      { highWaterMark: 0 },
    );
    const reader = (await primed(silent))!.getReader();
    expect(await reader.read()).toMatchObject({ value: chunk("a") });
    const waiting = reader.read();
    await settle();
    await reader.cancel("enough");
    expect([cancelled, (await waiting).done]).toEqual(["enough", true]);
  });
});

/** A sink that is full whenever `full` says so. */
class Out extends EventEmitter implements Sink {
  readonly written: string[] = [];
  destroyed = false;
  full = false;
  write(bytes: Uint8Array): boolean {
    this.written.push(new TextDecoder().decode(bytes));
    return !this.full;
  }
}

/** Lets everything that is ready run. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("disconnected", () => {
  test.each([
    ["closes", (out: Out) => out.emit("close"), true],
    ["fails", (out: Out) => out.emit("error", new Error("reset")), true],
    [
      "closes after all has left",
      (out: Out) => {
        Object.assign(out, { writableFinished: true });
        out.emit("close");
      },
      false,
    ],
  ] as const)("when the sink %s", (_, happens, aborted) => {
    const out = new Out();
    const signal = disconnected(out);
    expect(signal.aborted).toBe(false);
    happens(out);
    expect(signal.aborted).toBe(aborted);
  });

  test("a sink that is gone already", () => {
    expect(disconnected(Object.assign(new Out(), { destroyed: true })).aborted).toBe(true);
  });
});

describe("pump", () => {
  test("writes every chunk in order and says so", async () => {
    const out = new Out();
    expect(await pump(source(["a", "b", "c"]).body, out)).toBe(true);
    expect(out.written).toEqual(["a", "b", "c"]);
  });

  test("waits for a full sink to drain before it reads on", async () => {
    const { body, seen } = source(["a", "b", "c"]);
    const out = new Out();
    out.full = true;
    const done = pump(body, out);
    await settle();
    expect([out.written, seen.pulls]).toEqual([["a"], 1]);
    out.full = false;
    out.emit("drain");
    expect(await done).toBe(true);
    expect(out.written).toEqual(["a", "b", "c"]);
  });

  test.each(["close", "error"])("%s while it waits cancels the source", async (event) => {
    const { body, seen } = source(["a", "b"]);
    const out = new Out();
    out.full = true;
    const done = pump(body, out);
    await settle();
    out.emit(event, new Error("reset"));
    expect(await done).toBe(false);
    expect(seen.cancelled).toBeInstanceOf(Error);
  });

  test("close while the source is silent cancels it", async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: () => new Promise(() => {}),
      cancel: () => {
        cancelled = true;
      },
    });
    const out = new Out();
    const done = pump(body, out);
    await settle();
    out.emit("close");
    expect([await done, cancelled]).toEqual([false, true]);
  });

  test("a sink that is gone already gets nothing", async () => {
    const out = new Out();
    out.destroyed = true;
    expect(await pump(source(["a"]).body, out)).toBe(false);
    expect(out.written).toEqual([]);
  });

  test("a source that fails rejects, after what it gave before", async () => {
    const out = new Out();
    await expect(pump(source(["a"], new Error("torn")).body, out)).rejects.toThrow("torn");
    expect(out.written).toEqual(["a"]);
  });

  test.each([
    ["an end", undefined],
    ["a failure", new Error("torn")],
  ])("a sink that closes after %s disturbs nothing", async (_, failure) => {
    const { body, seen } = source(["a"], failure);
    const out = new Out();
    await pump(body, out).catch(() => {});
    out.emit("error", new Error("reset"));
    out.emit("close");
    await settle();
    expect(seen.cancelled).toBeUndefined();
  });

  test("a sink that throws fails, and cancels the source", async () => {
    const { body, seen } = source(["a", "b"]);
    const out = Object.assign(new Out(), {
      write() {
        throw new Error("write after end");
      },
    });
    await expect(pump(body, out)).rejects.toThrow("write after end");
    expect(seen.cancelled).toBeInstanceOf(Error);
  });

  test("a full sink drains many times with one listener at a time", async () => {
    const out = new Out();
    out.full = true;
    const done = pump(source(Array.from({ length: 50 }, String)).body, out);
    for (let i = 0; i < 50; i++) {
      await settle();
      expect(out.listenerCount("drain")).toBe(1);
      out.emit("drain");
    }
    expect(await done).toBe(true);
    expect(out.written).toHaveLength(50);
  });

  test("a source whose cancelling fails is no unhandled rejection", async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: () => new Promise(() => {}),
      cancel: () => Promise.reject(new Error("no")),
    });
    const out = new Out();
    const done = pump(body, out);
    await settle();
    out.emit("close");
    expect(await done).toBe(false);
  });
});
