import assert from "node:assert/strict";
import { type Answer, ask, type Carrier, headerOf, headersOf, textOf } from "../call.ts";
import type { Scenario } from "../scenario.ts";
import { arrived, digest, echo, fitting, noise, statusIs } from "./expect.ts";

const MB = 1_048_576;
const octets = [["Content-Type", "application/octet-stream"]] as const;

/** Posts bytes; they must have arrived and come back exactly. */
async function survive(on: Carrier, bytes: Uint8Array, type: string): Promise<Answer> {
  const answer = statusIs(await ask(on, "POST /bytes", { headers: [["Content-Type", type]], body: bytes }), 200);
  assert.equal(
    headerOf(answer, "x-digest"),
    await digest(bytes),
    `the function saw ${headerOf(answer, "x-bytes")} bytes`,
  );
  assert.deepEqual(Buffer.from(answer.body), Buffer.from(bytes));
  return answer;
}

const survives = (name: string, type: string, bytes: Uint8Array): Scenario => ({
  name,
  run: async (on) => void (await survive(on, bytes, type)),
});

export const bodies: readonly Scenario[] = [
  {
    name: "a MiB of random bytes goes both ways",
    run: async (on) => void (await survive(on, noise(fitting(on, MB)), "application/octet-stream")),
  },
  {
    name: "a MiB of random bytes leaves",
    async run(on) {
      const size = fitting(on, MB);
      const answer = statusIs(await ask(on, `GET /download/${size}`), 200);
      assert.equal(answer.body.length, size);
      assert.equal(headerOf(answer, "x-digest"), await digest(answer.body));
    },
  },
  survives(
    "every single byte goes both ways",
    "application/octet-stream",
    Uint8Array.from({ length: 256 }, (_, i) => i),
  ),
  survives("random bytes that claim to be text go both ways", "text/plain", noise(999, 3)),
  survives("a byte order mark goes both ways", "text/plain", new TextEncoder().encode("\ufeffmarked")),
  survives("Latin-1 text goes both ways", "text/plain; charset=iso-8859-1", Buffer.from("caf\xe9 \xff", "latin1")),
  survives(
    "JSON text goes both ways, byte by byte",
    "application/json",
    Buffer.from('{ "b": 1e3,\n "a": "\\u00e9é" }'),
  ),
  survives("a form goes both ways, byte by byte", "application/x-www-form-urlencoded", Buffer.from("a=1&a=2&b=%20+")),
  {
    name: "a body without a content type arrives",
    async run(on) {
      const answer = statusIs(await ask(on, "POST /bytes", { body: noise(100, 9) }), 200);
      assert.equal(headerOf(answer, "x-digest"), await digest(noise(100, 9)));
    },
  },
  {
    name: "the stated length of a request is its own",
    async run(on) {
      const answer = statusIs(await ask(on, "POST /bytes", { headers: octets, body: noise(12_345) }), 200);
      const stated = headerOf(answer, "x-length");
      if (stated) assert.equal(stated, "12345");
      assert.equal(headerOf(answer, "x-bytes"), "12345");
    },
  },
  {
    name: "a chunked request arrives whole",
    async run(on) {
      const chunks = [noise(10, 1), noise(20_000, 2), noise(3, 3)].map((bytes) => ({ bytes, afterMs: 5 }));
      const answer = statusIs(await ask(on, "POST /bytes", { headers: octets, chunks }), 200);
      const whole = Buffer.concat(chunks.map(({ bytes }) => bytes));
      assert.equal(headerOf(answer, "x-digest"), await digest(whole));
      assert.deepEqual(Buffer.from(answer.body), whole);
    },
  },
  {
    name: "a body that nobody reads does no harm",
    async run(on) {
      const body = noise(fitting(on, 300_000));
      for (let i = 0; i < 2; i++) statusIs(await ask(on, "POST /methods", { headers: octets, body }), 200);
      assert.equal(arrived(await echo(on, "GET /echo", { headers: [["X-After", "1"]] }), "x-after"), "1");
      assert.equal(textOf(await ask(on, "GET /page")), "a page");
    },
  },
  {
    name: "one content type leaves once",
    async run(on) {
      const answer = await ask(on, "POST /bytes", { headers: [["Content-Type", "image/svg+xml"]], body: "<svg/>" });
      assert.deepEqual(headersOf(answer, "content-type"), ["image/svg+xml"]);
    },
  },
];
