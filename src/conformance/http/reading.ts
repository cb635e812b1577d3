import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { type Answer, ask, type Carrier, headerOf, jsonOf } from "../call.ts";
import type { Scenario } from "../scenario.ts";
import { digest, noise, statusIs, textIs } from "./expect.ts";

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

export const reading: readonly Scenario[] = [
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
];
