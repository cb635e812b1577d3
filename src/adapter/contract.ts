import type { Codec, Delivery, Kind, Outcome } from "../delivery/index.ts";
import type { Profile } from "./profile.ts";
import type { Verifier } from "./verify.ts";

/** What starts a function. */
export type Trigger = "http" | "queue" | "topic" | "stream" | "schedule" | "bucket" | "cloudEvent" | "task";

/** What a shape can do: yes, or what it lacks in a sentence that the check, the suite and the README print. */
export type Trait = true | Lack;

/** What is lacking, in a sentence, and the provider's page that says so. */
export interface Lack {
  readonly lacks: string;
  readonly page?: string;
}

/** What a provider says of itself, and where. */
export interface Fact {
  readonly says: string;
  readonly page: string;
}

/** Traits of shapes that carry HTTP. A new one does not compile until every shape answers for it. */
export type HttpTrait =
  /** Chunks of a response leave when they are written. */
  | "streaming"
  /** Chunks of a request body arrive when they are sent. */
  | "requestStreaming"
  /** A response waits for a client that reads slowly: what is not read yet is not made yet. */
  | "backpressure"
  /** A response that fails midway reaches the client as a broken one, never as a complete one. */
  | "truncation"
  /** `signal` aborts when the client goes away. */
  | "disconnect"
  /** The platform says when it will stop the invocation. */
  | "deadline"
  /** `waitUntil` work runs after the response has left. */
  | "background"
  /** The path arrives as it was sent, `%2F` included. */
  | "rawPath"
  /** The query arrives as it was sent: order and encoding. */
  | "rawQuery"
  /** All values of a repeated query key or request header arrive. */
  | "repeated"
  /** Several `Set-Cookie` leave. */
  | "cookies"
  /** Response headers leave under their own names. */
  | "headers"
  /** Bodies of requests reach the function as they were sent, whatever their headers say of them. */
  | "bodies"
  /** Every request reaches the function; nobody answers 400, 404 or 405 before it. */
  | "untouched"
  /** Requests in flight are finished on shutdown. */
  | "drain";

/** Traits of shapes that carry events. */
export type EventTrait =
  /** A failed event is delivered again, by the provider's own means. */
  | "redelivery"
  /** One event of a delivery can be given back while the others are done. */
  | "partial"
  /** The delay of a `Retry` is honoured. */
  | "delay"
  /** The provider says which attempt this is. */
  | "attempt"
  /** What is exhausted goes to a dead letter of the provider's. */
  | "deadLetter"
  /** The id of an event is the same over redeliveries. */
  | "id"
  /** Events of a lane arrive in order, and a later one never overtakes a retried one. */
  | "order"
  /** A W3C traceparent travels with the event. */
  | "trace";

export type TraitOf<K extends Kind> = K extends "http" ? HttpTrait : K extends "events" ? EventTrait : never;
export type Traits<K extends Kind> = Readonly<Record<TraitOf<K>, Trait>>;

/** What the platform refuses, in bytes and milliseconds; absent where nobody documents one. */
export interface Limits {
  readonly requestBytes?: number;
  readonly responseBytes?: number;
  readonly streamedBytes?: number;
  readonly headerBytes?: number;
  readonly urlBytes?: number;
  readonly durationMs?: number;
  readonly eventBytes?: number;
  /** What plans, or defaults, grant less than `durationMs`: shortest first. */
  readonly plans?: readonly (Fact & { readonly durationMs: number })[];
  /** Least and most MB of a function, or why it has none of its own. */
  readonly memoryMb?: readonly [least: number, most: number] | Lack;
  /** Events in one call of the handler at most. */
  readonly batch?: number;
  /** Where a group keeps its order. */
  readonly fifoBatch?: number;
  readonly windowMs?: number;
  /** Least and most deliveries that can be asked for. */
  readonly attempts?: readonly [least: number, most: number];
  /** Longest delay of a `Retry` that is kept. */
  readonly delayMs?: number;
  /** The provider's page that says so. */
  readonly page?: string;
}

/** How a shape runs schedules. */
export interface Clock {
  /** Other zones than UTC. */
  readonly zones: Trait;
  /** Where the provider tells what its schedules may say. */
  readonly page?: string;
  /** More runs a day than this are refused on some plan. */
  readonly perDay?: Fact & { readonly runs: number };
}

/** What the check knows of a provider beside its shapes: data, but for who may call. */
export interface Platform {
  /** Where its limits are told, for what has no page of its own. */
  readonly page: string;
  /** Packages that talk to this provider only: `@aws-sdk/*`. */
  readonly sdks: readonly string[];
  /** Environment variables that only its platform sets: `AWS_*`. */
  readonly variables: readonly string[];
  /** Globals that only its platform has. */
  readonly globals: readonly string[];
  /** Node's built-in modules that it lacks, by name without `node:`. */
  readonly builtins?: Readonly<Record<string, Fact>>;
  /** Who shares an instance, and so a module's variables. */
  readonly instance: Fact;
  /** Bytes that a deployed bundle, its files included, may have. */
  readonly bundle?: Fact & { readonly bytes: number };
  /** Why anybody may call a unit as it is emitted; undefined where callers must show who they are. */
  exposure?(unit: Unit, config: TargetConfig): Fact | undefined;
}

/** The provider's side of a codec: simulator and conformance use it; never bundled. */
export interface Inverse<K extends Kind, Wire, Reply> {
  /** What the provider would hand over for this delivery. */
  wire(delivery: Delivery<K>): Wire | Promise<Wire>;
  /** The control plane that `open`, `hold` and `close` talk to. */
  serve?(call: Request): Promise<Response>;
  /** What the provider makes of the reply, or of a throw. */
  outcome(reply: Reply | Error, wire: Wire, calls: readonly Request[]): Outcome<K> | Error;
}

/** One wire shape of a provider: codec, inverse, and what is true of it. */
export interface Shape<K extends Kind = Kind, Wire = unknown, Reply = unknown, Options = never> {
  codec(options: Options): Codec<K, Wire, Reply>;
  readonly inverse: Inverse<K, Wire, Reply>;
  readonly traits: Traits<K>;
  readonly limits: Limits;
  /** Of shapes that carry schedules. */
  readonly clock?: Clock;
  /** The shape that streams where this one buffers. */
  readonly streamed?: string;
}

/** A source as the build knows it. */
export interface SourceFacts {
  readonly kind: Exclude<Trigger, "http" | "task">;
  /** Of queue, topic, stream and bucket: its name, as the app calls it. */
  readonly name?: string;
  /** In order by group. */
  readonly fifo?: boolean;
  /** Of a schedule: five numeric fields, and an IANA zone (UTC by default). */
  readonly cron?: string;
  readonly timeZone?: string;
  /** Of a bucket: which changes. */
  readonly when?: "created" | "deleted";
  /** Of a stream: where a new consumer begins. */
  readonly from?: "latest" | "earliest";
  /** Of cloudEvent: what its attributes must be. */
  readonly match?: Readonly<Record<string, string>>;
}

/** A function as the build knows it. */
export interface FunctionFacts {
  /** Its export name. */
  readonly name: string;
  readonly trigger: Trigger;
  /** Of HTTP functions: methods (`["*"]` for all) and path. */
  readonly methods?: readonly string[];
  readonly path?: string;
  /** Of event functions: where their events come from. */
  readonly source?: SourceFacts;
  /** Up to so many events in one call of the handler. */
  readonly batch?: number;
  /** How long the provider may collect a batch. */
  readonly windowMs?: number;
  /** After so many deliveries an event is exhausted. */
  readonly attempts?: number;
  /** Whether it has a handler for what is rejected. */
  readonly deadLetter?: boolean;
  /** Whether it has middleware. */
  readonly layers?: boolean;
  /** Whether its data or input is validated. */
  readonly schema?: boolean;
  readonly streaming: boolean;
  readonly timeoutMs?: number;
  readonly memoryMb?: number;
}

/** What is deployed together. */
export interface Unit {
  /** Also its folder: letters, digits, `-`. */
  readonly name: string;
  readonly trigger: Trigger;
  /** Which of the adapter's shapes carries it. */
  readonly shape: string;
  readonly functions: readonly FunctionFacts[];
  /** Module specifier that the entry imports from: the functions by their export names, and of an HTTP unit its `routes`. */
  readonly module: string;
  readonly timeoutMs?: number;
  readonly memoryMb?: number;
}

/** Build-time choices for one target; adapters document which keys they read. */
export interface TargetConfig {
  /** Name of the app: stack, service or function app. */
  readonly name: string;
  /** Which shape carries HTTP (a key of `shapes`); the adapter's first by default. */
  readonly http?: string;
  readonly [key: string]: unknown;
}

/** What a key of a target's options takes: one of some words, or a kind of value (`map`: names and texts). */
export type OptionKind = readonly string[] | "text" | "number" | "boolean" | "texts" | "map" | "data";

/** The options of an adapter, typed by its table of them. */
export type OptionsFrom<T extends Readonly<Record<string, OptionKind>>> = {
  readonly [K in keyof T]?: OptionValue<T[K]>;
};
type OptionValue<K> = K extends readonly (infer Word)[]
  ? Word
  : K extends "text"
    ? string
    : K extends "number"
      ? number
      : K extends "boolean"
        ? boolean
        : K extends "texts"
          ? readonly string[]
          : K extends "map"
            ? Readonly<Record<string, string>>
            : unknown;

/** A provider: data and small functions; everything here runs at build or test time. */
export interface Adapter {
  readonly name: string;
  readonly shapes: Readonly<Record<string, AnyShape>>;
  /** How the provider runs, delivers and retries, by shape: what the simulator plays. A generic one by default. */
  readonly profiles?: Readonly<Record<string, Profile>>;
  /** Which shapes carry a trigger, default first. */
  readonly triggers: Readonly<Record<Trigger, readonly string[] | Lack>>;
  /** A bundle a unit, or one app with a lazy chunk a unit. */
  readonly pack: "unit" | "app";
  /** The keys of `TargetConfig` that it reads; others are refused with a suggestion. Without it every key is taken. */
  readonly options?: Readonly<Record<string, OptionKind>>;
  /** What the check knows of it. */
  readonly platform?: Platform;
  /** Source of the module that the bundler starts from. */
  entry(unit: Unit, config: TargetConfig): string;
  /** With `pack: "app"`: source of the one registering module; it imports `unmoor:unit/<name>` lazily. */
  main?(units: readonly Unit[], config: TargetConfig): string;
  /** Where the build writes a unit's bundle, relative to the target's folder. */
  file(unit: Unit, config: TargetConfig): string;
  /** The deployable files around the bundles: path → text. */
  emit(units: readonly Unit[], config: TargetConfig): Readonly<Record<string, string>>;
  /** Compares what people deploy with the code: `unmoor build --verify`. */
  readonly verify?: Verifier;
  /** Bundler facts: specifiers left alone, text put first, conditions. */
  readonly bundle?: {
    readonly external?: readonly string[];
    readonly banner?: string;
    /** Bundles may bring a Fetch of their own: worth it where the platform has not loaded Node's before them. */
    readonly light?: Trait;
  };
}

/** A shape whose types are forgotten: method parameters are bivariant, so every `Shape` is assignable. */
export interface AnyShape {
  codec(options: never): Codec<never, unknown, unknown> | Codec<Kind, unknown, unknown>;
  readonly inverse: Inverse<never, unknown, unknown> | Inverse<Kind, unknown, unknown>;
  readonly traits: Readonly<Partial<Record<HttpTrait | EventTrait, Trait>>>;
  readonly limits: Limits;
  readonly clock?: Clock;
  readonly streamed?: string;
}
