export type { CloudEvent } from "./cloud-event.ts";
export type { Codec, Dispatch } from "./codec.ts";
export type { Delivery, Exchanges, Kind, Outcome } from "./exchanges.ts";
export type { Host } from "./host.ts";
export type { Incoming } from "./incoming.ts";
export type { Invocation, Log, LogLevel, LogRecord } from "./invocation.ts";
export type { Settled, Settlement } from "./settlement.ts";
