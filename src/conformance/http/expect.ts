import assert from "node:assert/strict";
import { type Answer, ask, type Carrier, headerOf, jsonOf, textOf } from "../call.ts";

/** What the scenarios' app tells of a request. */
export interface Echo {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly search: readonly (readonly [string, string])[];
  readonly headers: readonly (readonly [string, string])[];
  /** Base64. */
  readonly body: string;
}

/** Sends a call and reads the echo of it. */
export async function echo(carrier: Carrier, line: string, parts?: Parameters<typeof ask>[2]): Promise<Echo> {
  return jsonOf<Echo>(statusIs(await ask(carrier, line, parts), 200));
}

/** The value of one header that arrived. */
export const arrived = (seen: Echo, name: string): string | undefined =>
  seen.headers.find(([key]) => key === name)?.[1];

/** The answer itself, once its status is as it must be. */
export function statusIs(answer: Answer, status: number): Answer {
  assert.equal(answer.status, status, `status ${answer.status} and not ${status}: ${textOf(answer).slice(0, 300)}`);
  return answer;
}

/** Problem details without a word of the cause. */
export function problemIs(answer: Answer, status: number): void {
  statusIs(answer, status);
  assert.equal(headerOf(answer, "content-type"), "application/problem+json");
  assert.equal(jsonOf<{ status: number }>(answer).status, status);
  noLeak(answer);
}

/** Nothing of an exception, of a stack or of a file reaches a client. */
export function noLeak(answer: Answer): void {
  const said = `${textOf(answer)}\n${answer.headers.flat().join("\n")}`;
  assert.doesNotMatch(said, /hunter2|node_modules|\bat \S+ \(|\.m?[jt]s:\d+/, `leaks: ${said.slice(0, 500)}`);
}

/** The answer's body in full, and the text it must be. */
export function textIs(answer: Answer, text: string): void {
  assert.equal(textOf(answer), text);
  assert.ok(answer.complete, "the answer broke off");
}

/** Milliseconds until a line must have reached the log. */
const PATIENCE = 8000;

/** Waits until the log tells of something. */
export async function logged(carrier: Carrier, text: string): Promise<void> {
  const until = performance.now() + PATIENCE;
  while (!carrier.logs().includes(text)) {
    assert.ok(performance.now() < until, `the log never said "${text}"`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A word that no other run has used. */
export const mark = (): string => `m${crypto.randomUUID().slice(0, 13)}`;

/** Bytes that no text encoding survives, from a seed. */
export function noise(size: number, seed = 7): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let state = seed;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

export async function digest(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes))).toString("hex");
}

/** As many bytes as asked for, or what the platform takes once they are base64 in JSON. */
export function fitting(carrier: Carrier, bytes: number): number {
  const { requestBytes = Number.POSITIVE_INFINITY, responseBytes = Number.POSITIVE_INFINITY } = carrier.limits;
  return Math.min(bytes, Math.floor((Math.min(requestBytes, responseBytes) - 4096) * 0.75));
}
