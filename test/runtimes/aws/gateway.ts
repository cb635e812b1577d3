import { albAnswer, albEvent, albFailure } from "../../../adapters/aws/inverse/alb.ts";
import { functionUrlAnswer, functionUrlEvent, functionUrlFailure } from "../../../adapters/aws/inverse/function-url.ts";
import { httpApiAnswer, httpApiEvent, httpApiFailure } from "../../../adapters/aws/inverse/http-api.ts";
import type { RawRequest, RawResponse } from "../../../adapters/aws/inverse/raw.ts";
import { restAnswer, restEvent, restFailure, restStreamAnswer } from "../../../adapters/aws/inverse/rest.ts";
import { preludeAnswer } from "../../../adapters/aws/inverse/stream.ts";

/** The side of AWS that clients talk to: request → event, reply → response. */
export interface Gateway {
  event(raw: RawRequest): unknown;
  answer(reply: unknown): RawResponse;
  failure(type: string): RawResponse;
  /** Invokes with response stream; reads the prelude. */
  prelude?(prelude: Parameters<typeof preludeAnswer>[0]): RawResponse;
  /** Largest request body, in bytes. */
  readonly requestBytes: number;
}

const url = {
  event: functionUrlEvent,
  answer: functionUrlAnswer,
  failure: functionUrlFailure,
  requestBytes: 6_291_456,
};
const rest = { event: restEvent, answer: restAnswer, failure: restFailure, requestBytes: 10_485_760 };
const balancer = (multi: boolean): Gateway => ({
  event: (raw) => albEvent(raw, multi),
  answer: (reply) => albAnswer(reply, multi),
  failure: albFailure,
  requestBytes: 1_048_576,
});

/** By shape of the adapter. */
export const gateways: Readonly<Record<string, Gateway>> = {
  "http-api": { event: httpApiEvent, answer: httpApiAnswer, failure: httpApiFailure, requestBytes: 10_485_760 },
  "function-url": url,
  "function-url-stream": { ...url, prelude: (prelude) => preludeAnswer(prelude, null) },
  rest,
  "rest-stream": { ...rest, prelude: (prelude) => restStreamAnswer(prelude, null) },
  alb: balancer(true),
  "alb-single": balancer(false),
};
