import type { SourceFacts } from "../../adapter/index.ts";
import type { Duration } from "../../app/index.ts";

interface Wishes {
  readonly streaming: boolean;
  readonly timeout?: Duration | undefined;
  readonly memory?: number | undefined;
  readonly layers: boolean;
  readonly schema: boolean;
  /** JSON Schema of the data, where its schema tells one. */
  readonly data?: unknown;
}

/** One export of the app. */
export type Export =
  | { readonly name: string; readonly is: "bare" }
  | { readonly name: string; readonly is: "other" }
  | ({ readonly name: string; readonly is: "http"; readonly route: string } & Wishes)
  | ({ readonly name: string; readonly is: "task"; readonly task: string } & Wishes)
  | ({
      readonly name: string;
      readonly is: "event";
      readonly source: SourceFacts;
      readonly batch?: number | undefined;
      readonly window?: Duration | undefined;
      readonly attempts?: number | undefined;
      readonly deadLetter: boolean;
    } & Wishes);

/** What the evaluating process tells its parent. */
export type Message =
  | { readonly is: "exports"; readonly exports: readonly Export[] }
  /** A configuration, and where in it something is that is no data. */
  | { readonly is: "config"; readonly config: unknown; readonly odd?: readonly string[] | undefined }
  | { readonly is: "open"; readonly resources: readonly string[]; readonly stacks: readonly string[] }
  | { readonly is: "pending" }
  | {
      readonly is: "thrown";
      readonly name: string;
      readonly message: string;
      readonly stack: string;
      /** Environment variables that were read and not set, latest last. */
      readonly missing: readonly { readonly name: string; readonly stack: string }[];
    };
