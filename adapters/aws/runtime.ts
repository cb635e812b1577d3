import {
  type App,
  type Codec,
  createInvocation,
  createRoutes,
  type Dispatch,
  type DispatchOptions,
  error,
  exchange,
  type Host,
  httpDispatch,
  type Invocation,
  type Kind,
  nodeHost,
  pump,
  type Sink,
} from "unmoor/adapter";
import { alb, albSingle } from "./codec/alb.ts";
import type { HttpOptions, Single } from "./codec/event.ts";
import { functionUrl } from "./codec/function-url.ts";
import { httpApi } from "./codec/http-api.ts";
import type { StreamedReply } from "./codec/reply.ts";
import { rest } from "./codec/rest.ts";
import { logLine } from "./log.ts";
import { type Carrier, carriers } from "./table.ts";
import { traceparent } from "./trace.ts";

export { createRoutes, eventDispatch, httpDispatch, taskDispatch } from "unmoor/adapter";
export { alb, albSingle } from "./codec/alb.ts";
export type { HttpOptions } from "./codec/event.ts";
export { eventBridge } from "./codec/event-bridge.ts";
export { functionUrl, functionUrlStream } from "./codec/function-url.ts";
export { httpApi } from "./codec/http-api.ts";
export { invoke } from "./codec/invoke.ts";
export { kafka } from "./codec/kafka.ts";
export { kinesis } from "./codec/kinesis.ts";
export { rest, restStream } from "./codec/rest.ts";
export { s3 } from "./codec/s3.ts";
export { s3EventBridge } from "./codec/s3-event-bridge.ts";
export { s3Sqs } from "./codec/s3-sqs.ts";
export { scheduleRule } from "./codec/schedule-rule.ts";
export { scheduler } from "./codec/scheduler.ts";
export type { BatchOptions, EventOptions } from "./codec/settle.ts";
export { sns } from "./codec/sns.ts";
export { snsSqs } from "./codec/sns-sqs.ts";
export { type SqsOptions, sqs } from "./codec/sqs.ts";

/** The part of Lambda's context that is read here; all of it is in `native.context`. */
export interface LambdaContext {
  readonly awsRequestId: string;
  /** X-Ray's header; absent from runtimes before nodejs24.x. */
  readonly xRayTraceId?: string | undefined;
  getRemainingTimeInMillis(): number;
}

/** What `context.native` is on AWS. */
export interface LambdaNative {
  readonly event: unknown;
  readonly context: LambdaContext;
}

/** Lambda's response stream: like a Node `Writable`, and none (providers/aws.md R23). */
export interface ResponseStream extends Sink {
  setContentType(type: string): void;
  write(chunk: Uint8Array | string): boolean;
  end(done: () => void): unknown;
}

/** A Lambda handler. Two parameters: with three, nodejs24.x refuses to start it. */
export type Handler = (event: unknown, context: LambdaContext) => Promise<unknown>;
export type StreamingHandler = (event: unknown, stream: ResponseStream, context: LambdaContext) => Promise<void>;

function invocationOf(event: unknown, context: LambdaContext, host: Host): Invocation {
  const { headers, multiValueHeaders } = Object(event) as Record<string, Single>;
  const said = multiValueHeaders ?? headers;
  return createInvocation(
    {
      id: context.awsRequestId,
      deadline: host.now() + context.getRemainingTimeInMillis(),
      native: { event, context } satisfies LambdaNative,
      trace: traceparent(
        // REST keeps the client's case: that of HTTP/2 and nearly all, or that of Go's over HTTP/1.
        said?.traceparent ?? said?.Traceparent,
        context.xRayTraceId ?? host.env._X_AMZN_TRACE_ID,
      ),
      log: (record) => host.write(record.level, logLine(record)),
    },
    host,
  );
}

/**
 * A handler whose reply is its return value. `waitUntil` work ends before it returns: Lambda freezes right after.
 *
 * @throws `UNCLAIMED` for an event of another shape, so that the invocation fails and nothing is lost
 * @example export const handler = buffered(httpApi(), httpDispatch(createRoutes({ hello }), { provider: "aws" }));
 */
export function buffered<K extends Kind, Wire, Reply>(codec: Codec<K, Wire, Reply>, dispatch: Dispatch<K>): Handler {
  const host = nodeHost();
  return async (event, context) => {
    const invocation = invocationOf(event, context, host);
    try {
      return await exchange(codec, event, invocation, dispatch, host);
    } finally {
      await invocation.rest();
    }
  };
}

/**
 * A handler that writes its reply chunk by chunk. Marked for the runtime by symbol: the `awslambda` global is not there
 * where a module is imported for its own sake. A body that fails midway rejects, and the runtime cuts the response.
 *
 * @example export const handler = streaming(functionUrlStream(), httpDispatch(createRoutes({ hello }), { provider: "aws" }));
 */
export function streaming<Wire>(
  codec: Codec<"http", Wire, StreamedReply>,
  dispatch: Dispatch<"http">,
): StreamingHandler {
  const host = nodeHost();
  const handler: StreamingHandler = async (event, stream, context) => {
    const invocation = invocationOf(event, context, host);
    try {
      const { prelude, body } = await exchange(codec, event, invocation, dispatch, host);
      stream.setContentType("application/vnd.awslambda.http-integration-response");
      // Ours to write: the runtime's helper holds status and headers back until a first chunk that may never come
      // (aws-lambda-nodejs-runtime-interface-client#97).
      stream.write(JSON.stringify(prelude));
      stream.write(new Uint8Array(8));
      if (body) await pump(body, stream);
      await new Promise<void>((resolve) => stream.end(resolve));
    } finally {
      await invocation.rest();
    }
  };
  return Object.assign(handler, { [Symbol.for("aws.lambda.runtime.handler.streaming")]: "response" });
}

/** What `toLambda` may be told. */
export interface LambdaOptions extends HttpOptions, Partial<Omit<DispatchOptions, "provider">> {
  /** The event source mappings have `FunctionResponseTypes: [ReportBatchItemFailures]`; without it a batch is all or none. */
  readonly partial?: boolean | undefined;
}

/**
 * The handler of an app, written by hand in place of our build. Takes every HTTP event that is answered in one piece
 * (HTTP API with payload 2.0 and 1.0, REST API, Function URL, load balancer with and without multi-value headers), the
 * events of the sources that the app has functions for, and with one task its direct invocation.
 *
 * @throws `UNCLAIMED` for any other event, `AMBIGUOUS` for one that could be for several functions
 * @example export const handler = toLambda({ hello, admin });
 */
export function toLambda(app: App, { basePath, partial = false, ...others }: LambdaOptions = {}): Handler {
  const options = { ...others, provider: "aws" };
  const dispatch = httpDispatch(createRoutes(app), options);
  const http = [httpApi, functionUrl, rest, alb, albSingle].map((make): Carrier => {
    const codec = make(basePath === undefined ? {} : { basePath }) as Codec<"http">;
    return { codec, handler: buffered(codec, dispatch) };
  });
  const all = [...http, ...carriers(app, options, partial, buffered)];
  return async (event, context) => {
    const claiming = all.filter(({ codec }) => codec.claims(event));
    const [one] = claiming;
    if (claiming.length === 1) return one!.handler(event, context);
    throw one
      ? error("AMBIGUOUS", `claimed by ${claiming.map(({ codec }) => codec.name).join(" and ")}; use one codec by name`)
      : error("UNCLAIMED", "the event is of no source that the app has a function for");
  };
}
