import assert from "node:assert/strict";
import { type Answer, ask, headerOf, jsonOf } from "../call.ts";
import type { Scenario } from "../scenario.ts";
import { fitting, logged, mark, noLeak, problemIs, statusIs, textIs } from "./expect.ts";

const CLICKS = [1, 2, 3, 4, 5].map((click) => `click ${click}\n`).join("");

/** Milliseconds between the first and the last piece. */
const spread = ({ chunks }: Answer): number => (chunks.at(-1)?.at ?? 0) - (chunks[0]?.at ?? 0);

const MB = 1_048_576;
const octets = [["Content-Type", "application/octet-stream"]] as const;

/** How much of the flood was made while its client was not reading, in bytes. */
function madeAhead({ body }: Answer, pauseMs: number): number {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let pieces = 0;
  for (let at = 0; at < body.length; at += 65_536) if (view.getFloat64(at) < pauseMs / 2) pieces++;
  return pieces * 65_536;
}

export const streaming: readonly Scenario[] = [
  {
    name: "pieces of a response leave when they are written",
    needs: ["streaming"],
    async run(on) {
      const answer = statusIs(await ask(on, "GET /stream/clicks"), 200);
      textIs(answer, CLICKS);
      assert.equal(headerOf(answer, "content-type"), "text/event-stream");
      assert.ok(answer.chunks.length >= 3, `${answer.chunks.length} pieces`);
      // Made over 240 ms.
      assert.ok(spread(answer) > 100, `all came within ${spread(answer)} ms`);
    },
    lacking: async (on) => textIs(statusIs(await ask(on, "GET /stream/clicks"), 200), CLICKS),
  },
  {
    name: "a stream that fails before its first piece is a 500",
    run: async (on) => problemIs(await ask(on, "GET /stream/broken-early"), 500),
  },
  {
    name: "a stream that fails midway is seen as broken",
    needs: ["truncation"],
    async run(on) {
      const answer = await ask(on, `GET /stream/broken/${mark()}`);
      noLeak(answer);
      // Where the response is held back, it has not left yet.
      if (on.traits.streaming !== true) return problemIs(answer, 500);
      assert.equal(answer.complete, false);
      statusIs(answer, 200);
    },
    async lacking(on) {
      const answer = await ask(on, `GET /stream/broken/${mark()}`);
      noLeak(answer);
      assert.notEqual(Buffer.from(answer.body).toString(), "");
    },
  },
  {
    name: "the failure of a stream is logged, and the next request served",
    async run(on) {
      // Of this stream and no other: what is secret stands in the log of many a scenario.
      const word = mark();
      await ask(on, `GET /stream/broken/${word}`);
      await logged(on, `hunter2 ${word}`);
      textIs(await ask(on, "GET /page"), "a page");
    },
  },
  {
    name: "an empty stream is an empty body",
    run: async (on) => textIs(statusIs(await ask(on, "GET /stream/nothing"), 200), ""),
  },
  {
    name: "HEAD of a stream ends at once",
    async run(on) {
      const answer = statusIs(await ask(on, `HEAD /stream/endless/${mark()}`), 200);
      assert.equal(answer.body.length, 0);
    },
  },
  {
    name: "a stream of pieces of all sizes arrives whole",
    async run(on) {
      const size = fitting(on, 3 * MB);
      const answer = statusIs(await ask(on, `GET /stream/big/${size}`), 200);
      assert.equal(answer.body.length, size);
      let at = 0;
      for (let piece = 1; at < size; piece++) {
        const end = Math.min(size, at + 1 + (((piece - 1) * 7_919) % 70_000));
        assert.ok(
          answer.body.subarray(at, end).every((byte) => byte === 128 + (piece & 63)),
          `piece ${piece}`,
        );
        at = end;
      }
    },
  },
  {
    name: "a stream waits for a client that reads slowly",
    needs: ["streaming", "backpressure"],
    async run(on) {
      const answer = statusIs(await ask(on, "GET /stream/flood/768", { pauseMs: 600 }), 200);
      assert.equal(answer.body.length, 48 * MB);
      const ahead = madeAhead(answer, 600);
      assert.ok(ahead < 24 * MB, `${ahead} bytes were made while nobody read`);
    },
    // All of it is made, held and sent, or refused as too large; never sent in part as if it were all.
    async lacking(on) {
      const answer = await ask(on, "GET /stream/flood/128", { pauseMs: 100 });
      if (answer.status === 200) assert.equal(answer.body.length, 8 * MB);
      else assert.ok(answer.status >= 500, `answered with ${answer.status}`);
    },
  },
  {
    name: "a stream is cancelled when its client goes away",
    needs: ["streaming", "disconnect"],
    async run(on) {
      const word = mark();
      const answer = await ask(on, `GET /stream/endless/${word}`, { abortAfterFirstChunk: true });
      assert.equal(answer.complete, false);
      await logged(on, `cancelled ${word}`);
      await logged(on, `aborted ${word}`);
      assert.ok(!on.logs().includes(`whole ${word}`));
    },
    // Nobody tells the function; the next client is served.
    async lacking(on) {
      await ask(on, `GET /stream/endless/${mark()}`, { abortAfterMs: 100 }).catch(() => {});
      textIs(await ask(on, "GET /page"), "a page");
    },
  },
  {
    name: "pieces of a request arrive when they are sent",
    needs: ["requestStreaming"],
    async run(on) {
      const chunks = [1, 2, 3].map((n) => ({
        bytes: new TextEncoder().encode(`piece ${n};`),
        afterMs: n === 1 ? 0 : 120,
      }));
      const pieces = jsonOf<{ at: number; text: string }[]>(
        statusIs(await ask(on, "POST /stream/upload", { headers: octets, chunks }), 200),
      );
      assert.equal(pieces.map(({ text }) => text).join(""), "piece 1;piece 2;piece 3;");
      assert.ok((pieces.at(-1)?.at ?? 0) > 100, `all came within ${pieces.at(-1)?.at} ms`);
    },
    async lacking(on) {
      const chunks = [1, 2, 3].map((n) => ({ bytes: new TextEncoder().encode(`piece ${n};`), afterMs: 20 }));
      const pieces = jsonOf<{ text: string }[]>(
        statusIs(await ask(on, "POST /stream/upload", { headers: octets, chunks }), 200),
      );
      assert.equal(pieces.map(({ text }) => text).join(""), "piece 1;piece 2;piece 3;");
    },
  },
];
