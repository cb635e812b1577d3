import type { AnySource, EventFunction, SourceKind, TaskFunction } from "../app/index.ts";

/** Sources that somebody sends to. */
export interface Sendable extends AnySource {
  readonly kind: "queue" | "topic" | "stream" | "cloudEvent";
}

/** What an export brings: itself where it is a source, else the source of its function. */
type SourceOf<E> = E extends EventFunction<infer S> ? S : E;
type Named<E, Kind extends SourceKind> =
  SourceOf<E> extends { readonly kind: Kind; readonly name: infer Name extends string } ? Name : never;
type Input<S> = S extends { readonly schema: { readonly "~standard": { readonly types?: infer T } } | undefined }
  ? NonNullable<T> extends { readonly input: infer In }
    ? In
    : unknown
  : unknown;

/** Channels of an app by name, with what is sent to them. */
type Channels<A> = {
  readonly [K in keyof A as Named<A[K], "queue" | "topic" | "stream">]: Input<SourceOf<A[K]>>;
};

/** Names of the channels of an app; any name where its exports are not known. */
export type Names<A> = string extends keyof A ? string : keyof Channels<A> & string;

/** What is sent to a channel of an app, by its value or by its name. */
export type DataFor<A, C> = C extends keyof Channels<A> ? Channels<A>[C] : C extends string ? unknown : Input<C>;

/** Names of the buckets of an app. */
export type BucketNames<A> = string extends keyof A
  ? string
  : { readonly [K in keyof A]: Named<A[K], "bucket"> }[keyof A];

type Tasks<A> = {
  readonly [K in keyof A as A[K] extends TaskFunction<infer Name, infer _I, infer _R> ? Name : never]: A[K];
};

/** Names of the tasks of an app. */
export type TaskNames<A> = string extends keyof A ? string : keyof Tasks<A> & string;

/** A task of an app, by its value or by its name. */
export type TaskOf<A, T> = T extends keyof Tasks<A> ? Tasks<A>[T] : T;
export type InputOf<T> = T extends TaskFunction<string, infer In, infer _R> ? In : unknown;
export type ResultOf<T> = T extends TaskFunction<string, infer _I, infer Out> ? Out : unknown;

/** A module's exports, an object of functions, or what imports them: anew for each instance that starts cold. */
export type Load<A> = A | (() => A | Promise<A>);
