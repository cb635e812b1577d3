/** The part of the worker's module `@azure/functions-core` that the library uses: types of what crosses it. */

/** RpcTypedData: one member is set. */
export type TypedData = {
  readonly string?: string;
  readonly json?: string;
  readonly bytes?: Uint8Array;
  /** Of 64 bits: protobuf makes an object of it. */
  readonly int?: number | Long;
  readonly double?: number;
  readonly collectionBytes?: { readonly bytes: readonly Uint8Array[] };
  readonly collectionString?: { readonly string: readonly string[] };
  readonly collectionSint64?: { readonly sint64: readonly Long[] };
};

/** What protobuf makes of an integer of 64 bits. */
export interface Long {
  readonly low: number;
  readonly high: number;
  readonly unsigned: boolean;
}

export interface Binding {
  readonly type: string;
  readonly direction: "in" | "out";
  readonly route?: string;
  readonly methods?: readonly string[];
  readonly authLevel?: string;
  readonly [option: string]: unknown;
}

/** RpcRetryOptions. */
export interface RetryOptions {
  readonly retryStrategy: string;
  readonly maxRetryCount: number;
  readonly minimumInterval?: { readonly seconds: number };
  readonly maximumInterval?: { readonly seconds: number };
}

export interface FunctionMetadata {
  readonly name: string;
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly retryOptions?: RetryOptions;
}

export interface InvocationRequest {
  readonly invocationId: string;
  readonly inputData: readonly { readonly name: string; readonly data: TypedData }[];
  readonly triggerMetadata: Readonly<Record<string, TypedData>>;
  readonly traceContext: { readonly traceParent: string; readonly traceState: string };
  readonly retryContext?: { readonly retryCount: number; readonly maxRetryCount: number };
}

/** What the host tells the worker. */
export interface ToWorker {
  readonly function: string;
  readonly request: InvocationRequest;
}

/** What the worker tells the host. */
export type ToHost =
  | {
      readonly is: "ready";
      readonly functions: readonly FunctionMetadata[];
      readonly capabilities: Readonly<Record<string, string>>;
    }
  | {
      readonly is: "log";
      readonly level: string;
      readonly category: string;
      readonly text: string;
      readonly invocation?: string;
    }
  | {
      readonly is: "response";
      readonly invocation: string;
      readonly failure?: string;
      /** What a function without an output binding has returned. */
      readonly returned?: TypedData;
    };
