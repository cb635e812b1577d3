import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { type Answer, ask, type Carrier, headerOf, headersOf, jsonOf, textOf } from "../call.ts";
import type { Scenario } from "../scenario.ts";
import { arrived, digest, echo, fitting, noise, statusIs, textIs } from "./expect.ts";

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

const SQUEEZED = "squeezed ".repeat(50);

async function compressed(on: Carrier): Promise<Answer> {
  const headers = [
    ["Content-Type", "text/plain"],
    ["Content-Encoding", "gzip"],
  ] as const;
  return statusIs(await ask(on, "POST /bytes", { headers, body: gzipSync(SQUEEZED) }), 200);
}

const brokenJson = (on: Carrier): Promise<Answer> =>
  ask(on, "POST /lenient", { headers: [["Content-Type", "application/json"]], body: "{broken" });

const unknownCharset = (on: Carrier): Promise<Answer> =>
  ask(on, "POST /bytes", { headers: [["Content-Type", "text/plain; charset=foo"]], body: "text" });

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
    name: "a POST without a body is an empty body",
    async run(on) {
      const answer = statusIs(await ask(on, "POST /text"), 200);
      assert.deepEqual(jsonOf(answer), { text: "", length: 0 });
      statusIs(await ask(on, "POST /text", { body: "" }), 200);
    },
  },
  {
    name: "text is UTF-8",
    async run(on) {
      const headers = [["Content-Type", "text/plain; charset=utf-8"]] as const;
      const answer = await ask(on, "POST /text", { headers, body: "naïve ✓ 🦊 \u0000" });
      assert.equal(jsonOf<{ text: string }>(answer).text, "naïve ✓ 🦊 \u0000");
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
    name: "a compressed request arrives as its bytes",
    needs: ["bodies"],
    async run(on) {
      const answer = await compressed(on);
      assert.equal(headerOf(answer, "x-encoding"), "gzip");
      assert.equal(headerOf(answer, "x-digest"), await digest(gzipSync(SQUEEZED)));
    },
    // Inflated, and no longer called compressed.
    async lacking(on) {
      const answer = await compressed(on);
      assert.equal(headerOf(answer, "x-encoding") ?? "", "");
      assert.equal(headerOf(answer, "x-digest"), await digest(Buffer.from(SQUEEZED)));
    },
  },
  {
    name: "JSON that is no object reaches the function",
    needs: ["bodies"],
    async run(on) {
      for (const body of ["null", "5", '"text"', "[]"]) {
        const answer = await ask(on, "POST /json", { headers: [["Content-Type", "application/json"]], body });
        assert.deepEqual(jsonOf(statusIs(answer, 200)), { got: JSON.parse(body) });
      }
    },
    // At least what nobody refuses.
    async lacking(on) {
      const body = '{"a":[null]}';
      const answer = await ask(on, "POST /json", { headers: [["Content-Type", "application/json"]], body });
      assert.deepEqual(jsonOf(statusIs(answer, 200)), { got: { a: [null] } });
    },
  },
  {
    name: "broken JSON is the function's to refuse",
    needs: ["bodies"],
    run: async (on) => textIs(statusIs(await brokenJson(on), 422), "own answer"),
    // Refused all the same, by whomever.
    async lacking(on) {
      const { status } = await brokenJson(on);
      assert.ok(status >= 400 && status < 500, `answered with ${status}`);
    },
  },
  {
    name: "an unknown charset is the function's to read",
    needs: ["bodies"],
    run: async (on) => textIs(statusIs(await unknownCharset(on), 200), "text"),
    // The platform's own answer, where the platform is there to give it: a codec alone never sees the request.
    async lacking(on) {
      const answer = await unknownCharset(on);
      if (answer.status !== 415) textIs(statusIs(answer, 200), "text");
    },
  },
  {
    name: "a browser's form arrives",
    async run(on) {
      const headers = [["Content-Type", "application/x-www-form-urlencoded"]] as const;
      const answer = await ask(on, "POST /form", { headers, body: "a=1+2&a=%26&caf%C3%A9=%E2%9C%93&empty=" });
      assert.deepEqual(jsonOf(statusIs(answer, 200)), [
        ["a", "1 2"],
        ["a", "&"],
        ["café", "✓"],
        ["empty", ""],
      ]);
    },
  },
  {
    name: "a multipart form with a binary file arrives",
    async run(on) {
      const file = noise(5000, 5);
      const part = (text: string): Buffer => Buffer.from(text.replaceAll("\n", "\r\n"));
      const body = Buffer.concat([
        part('--XX\nContent-Disposition: form-data; name="note"\n\nnaïve\n--XX\n'),
        part('Content-Disposition: form-data; name="file"; filename="a.bin"\nContent-Type: image/png\n\n'),
        file,
        part("\n--XX--\n"),
      ]);
      const headers = [["Content-Type", "multipart/form-data; boundary=XX"]] as const;
      const answer = statusIs(await ask(on, "POST /form", { headers, body }), 200);
      assert.deepEqual(jsonOf(answer), [
        ["note", "naïve"],
        ["file", { name: "a.bin", type: "image/png", digest: await digest(file) }],
      ]);
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
