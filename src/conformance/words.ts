import type { EventTrait, HttpTrait } from "../adapter/index.ts";

/** What traits of HTTP mean, for people. */
export const httpWords: Readonly<Record<HttpTrait, string>> = {
  streaming: "response chunks leave when written",
  requestStreaming: "request chunks arrive when sent",
  backpressure: "a response waits for a slow client",
  truncation: "a broken response is seen as broken",
  disconnect: "`signal` aborts when the client goes",
  deadline: "the platform states the deadline",
  background: "`waitUntil` work runs after the answer",
  rawPath: "the path arrives as sent",
  rawQuery: "the query arrives as sent",
  repeated: "repeated query keys and headers all arrive",
  cookies: "several `Set-Cookie`",
  headers: "response headers keep their names",
  bodies: "request bodies arrive as sent, whatever their type",
  untouched: "every request reaches the function",
  drain: "requests in flight survive shutdown",
};

/** What traits of events mean, for people. */
export const eventWords: Readonly<Record<EventTrait, string>> = {
  redelivery: "a failed event comes again",
  partial: "one of a batch can fail alone",
  delay: "`after` of a Retry is honoured",
  attempt: "the attempt is known",
  deadLetter: "what is exhausted is kept",
  id: "the id is stable",
  order: "order is kept by lane",
  trace: "a trace travels along",
};
