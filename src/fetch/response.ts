import { Body, teeBody } from "./body.ts";
import { Extracted, extract } from "./extract.ts";
import { fill, guard, Headers, typed } from "./headers.ts";
import { isInstance } from "./instance.ts";
import { pairsOf } from "./pairs.ts";
import { byteString, dictionary, need } from "./text.ts";

/** Web IDL's unsigned short. */
const short = (value: unknown): number => Number(value) & 65_535;

/** https://fetch.spec.whatwg.org/#response-class */
export class Response extends Body {
  static override readonly name = "Response";
  #status: number;
  #statusText: string;
  #headers = new Headers();

  constructor(body?: unknown, init?: unknown) {
    const extracted = body == null ? null : extract(body);
    const { headers, status = 200, statusText = "" } = dictionary(init);
    const pairs = headers === undefined ? [] : pairsOf(headers);
    const code = short(status);
    const text = byteString(statusText);
    super(extracted);
    this.#status = code;
    this.#statusText = text;
    if (code < 200 || code > 599) throw new RangeError(`status ${code} is not in 200 to 599`);
    if (/[^\t -~\x80-\xff]/.test(text)) throw new TypeError("bad status text");
    fill(this.#headers, pairs);
    if (extracted && [204, 205, 304].includes(code)) throw new TypeError(`status ${code} has no body`);
    typed(this.#headers, extracted?.type);
  }

  static json(...given: unknown[]): Response {
    need(given, 1);
    const text = JSON.stringify(given[0]) as string | undefined;
    if (text === undefined) throw new TypeError("no JSON");
    return new Response(new Extracted(text, "application/json"), given[1]);
  }

  static redirect(...given: unknown[]): Response {
    need(given, 1);
    const [url, status = 302] = given;
    const code = short(status);
    const location = new URL(`${url as string}`).href;
    if (!/^30[12378]$/.test(`${code}`)) throw new RangeError(`status ${code} is no redirect`);
    const response = new Response(null, { status: code, headers: { location } });
    guard(response.#headers);
    return response;
  }

  /** Nobody's answer, and rare: the native one will do. */
  static error(): globalThis.Response {
    return globalThis.Response.error();
  }

  clone(): Response {
    const headers = this.#headers;
    const copy = new Response(teeBody(this), { status: this.#status, statusText: this.#statusText, headers });
    guard(copy.#headers, headers);
    return copy;
  }

  get status(): number {
    return this.#status;
  }

  get ok(): boolean {
    return this.#status < 300;
  }

  get statusText(): string {
    return this.#statusText;
  }

  override get headers(): Headers {
    return this.#headers;
  }

  get type(): string {
    return "default";
  }

  get url(): string {
    return "";
  }

  get redirected(): boolean {
    return false;
  }

  get [Symbol.toStringTag](): string {
    return "Response";
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return isInstance(this, value);
  }
}
