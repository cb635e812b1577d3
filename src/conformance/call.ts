import type { HttpTrait, Limits, Trait } from "../adapter/index.ts";

/** A request as a client writes it on the line. */
export interface Call {
  readonly method: string;
  /** Path and query exactly as sent: `//evil.com`, `/%2e%2e/x` and absolute forms included. */
  readonly target: string;
  /** In order; text beyond Latin-1 leaves as UTF-8. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array;
  /** A body without a length, piece by piece. */
  readonly chunks?: readonly { readonly bytes: Uint8Array; readonly afterMs?: number }[];
  /** The client goes away so long after it has asked. */
  readonly abortAfterMs?: number;
  /** The client goes away when the first piece of the body has come. */
  readonly abortAfterFirstChunk?: boolean;
  /** The client stops reading for so long when the first piece of the body has come. */
  readonly pauseMs?: number;
}

/** What the client saw. */
export interface Answer {
  readonly status: number;
  /** In order, repeated ones repeated; names in lower case, values one character a byte. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  /** Pieces of the body with the milliseconds since the call. */
  readonly chunks: readonly { readonly at: number; readonly bytes: number }[];
  /** Whether the answer ended as an answer ends: a broken connection does not. */
  readonly complete: boolean;
}

/** Something that takes calls to the scenarios' app and brings answers back. */
export interface Carrier {
  readonly provider: string;
  readonly shape: string;
  readonly traits: Readonly<Record<HttpTrait, Trait>>;
  readonly limits: Limits;
  send(call: Call): Promise<Answer>;
  /** All that has been logged so far. */
  logs(): string;
}

/** Parts of a call that have a default. */
export type CallParts = Partial<Omit<Call, "headers" | "body">> & {
  readonly headers?: Call["headers"];
  readonly body?: Uint8Array | string;
};

/**
 * Sends a call.
 *
 * @param line method and target as in a request line: `"GET /hello?x=1"`
 * @example const answer = await ask(carrier, "POST /bytes", { body: bytes });
 */
export function ask(carrier: Carrier, line: string, { body, headers = [], ...parts }: CallParts = {}): Promise<Answer> {
  const at = line.indexOf(" ");
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return carrier.send({
    method: line.slice(0, at),
    target: line.slice(at + 1),
    headers: headers.some(([name]) => name.toLowerCase() === "host") ? headers : [["Host", "app.example"], ...headers],
    ...(bytes && { body: bytes }),
    ...parts,
  });
}

/** The body as text, its byte order mark kept. */
export const textOf = (answer: Answer): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(answer.body);

/** The body as JSON, of whatever shape the scenario knows. */
export function jsonOf<T>(answer: Answer): T {
  const text = textOf(answer);
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Error(`status ${answer.status} with a body that is no JSON: ${text.slice(0, 300)}`);
  }
}

/** All lines of one header. */
export const headersOf = (answer: Answer, name: string): string[] =>
  answer.headers.flatMap(([key, value]) => (key === name ? [value] : []));

/** The values of one header joined as HTTP allows; undefined where there is none. */
export const headerOf = (answer: Answer, name: string): string | undefined =>
  headersOf(answer, name).join(", ") || undefined;
