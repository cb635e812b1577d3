/** The part of the worker's module `@azure/functions-core` that the library uses: types of what crosses it. */

/** RpcTypedData: one member is set. */
export type TypedData = {
  readonly string?: string;
  readonly json?: string;
  readonly int?: number;
  readonly double?: number;
};

export interface Binding {
  readonly type: string;
  readonly direction: "in" | "out";
  readonly route?: string;
  readonly methods?: readonly string[];
  readonly authLevel?: string;
}

export interface FunctionMetadata {
  readonly name: string;
  readonly bindings: Readonly<Record<string, Binding>>;
}

export interface InvocationRequest {
  readonly invocationId: string;
  readonly inputData: readonly { readonly name: string; readonly data: TypedData }[];
  readonly triggerMetadata: Readonly<Record<string, TypedData>>;
  readonly traceContext: { readonly traceParent: string; readonly traceState: string };
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
  | { readonly is: "response"; readonly invocation: string; readonly failure?: string };
