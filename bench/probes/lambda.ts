import { readFileSync } from "node:fs";
import { Writable } from "node:stream";

/** What a probe is told, as a file of JSON named by its first argument. */
export interface Job {
  /** The module whose `handler` is measured. */
  readonly file: string;
  /** Events by name, as JSON. */
  readonly events: Readonly<Record<string, string>>;
  /** What each reply must contain. */
  readonly expect: Readonly<Record<string, string>>;
  readonly streaming?: boolean;
  /** Microseconds of CPU that each event is measured for. */
  readonly budget?: number;
}

export type Handler = (event: unknown, ...more: unknown[]) => Promise<unknown>;

export const job: Job = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
export const context = {
  awsRequestId: "1",
  functionName: "bench",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:bench",
  memoryLimitInMB: "128",
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => 10_000,
};

/** Lambda's response stream: what is written ends here. */
export class Sink extends Writable {
  readonly #keep: boolean;
  readonly chunks: Buffer[] = [];
  constructor(keep = false) {
    super();
    this.#keep = keep;
  }
  setContentType(): void {}
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    if (this.#keep) this.chunks.push(chunk);
    done();
  }
}

if (job.streaming)
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse: (handler: unknown) => handler,
      HttpResponseStream: {
        from(stream: Sink, prelude: object) {
          stream.setContentType();
          stream.write(JSON.stringify(prelude));
          stream.write(new Uint8Array(8));
          return stream;
        },
      },
    },
  });

/** One call. A streaming handler has written everything when it resolves, or once the stream has finished. */
export async function invoke(handler: Handler, event: unknown): Promise<unknown> {
  if (!job.streaming) return handler(event, context);
  const sink = new Sink();
  const ended = new Promise((resolve) => sink.once("finish", resolve));
  await handler(event, sink, context);
  return ended;
}

/** Refuses a handler that does not do the work. */
export async function check(handler: Handler, name: string): Promise<void> {
  const event = JSON.parse(job.events[name] ?? "");
  const wanted = job.expect[name] ?? "";
  let text: string;
  if (job.streaming) {
    const sink = new Sink(true);
    const ended = new Promise((resolve) => sink.once("finish", resolve));
    await handler(event, sink, context);
    await ended;
    text = Buffer.concat(sink.chunks).toString();
  } else text = textOf(await handler(event, context));
  if (!text.includes(wanted)) throw new Error(`${name}: ${JSON.stringify(wanted)} is not in ${text.slice(0, 300)}`);
}

/** A reply, readable. */
export function textOf(reply: unknown): string {
  const { body, isBase64Encoded, ...rest } = Object(reply) as { body?: string; isBase64Encoded?: boolean };
  const text = isBase64Encoded ? Buffer.from(body ?? "", "base64").toString() : (body ?? "");
  return `${JSON.stringify(rest)}\n${text}`;
}
