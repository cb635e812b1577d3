/**
 * Any validator that speaks Standard Schema (zod, valibot, arktype …): the part of it that we call.
 *
 * @see https://standardschema.dev
 */
export interface Schema<In = unknown, Out = In> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly types?: { readonly input: In; readonly output: Out } | undefined;
    validate(value: unknown): Verdict<Out> | Promise<Verdict<Out>>;
  };
}

/** What a schema says of a value. */
export type Verdict<Out> = { readonly value: Out; readonly issues?: undefined } | { readonly issues: readonly Issue[] };

/** One thing a schema found wrong. */
export interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
