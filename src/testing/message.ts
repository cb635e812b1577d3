/** What somebody sent, as a queue keeps it. */
export interface Message<Content = unknown> {
  /** Its name in traces and faults: `e1`. */
  readonly key: string;
  readonly content: Content;
  /** What it is kept in order with. */
  readonly lane?: string | undefined;
  /** When it was sent. */
  readonly at: number;
}

/** Holds a message back until another one has been delivered, or until a time. */
export interface Behind {
  readonly key: string;
  readonly until: number;
}

/** One message of a delivery. */
export interface Part<Content = unknown> {
  readonly message: Message<Content>;
  /** Of this message, counted from 1; with the key it names the delivery: `e1#2`. */
  readonly number: number;
  /** As the provider counts: a redrive begins anew. */
  readonly attempt: number;
  readonly last: boolean;
}

/** What was handed over together. */
export interface Handed<Content = unknown> {
  readonly parts: readonly Part<Content>[];
  readonly at: number;
}

/** How a message of a delivery ended, in the provider's eyes. */
export type Verdict =
  | { readonly is: "done" | "reject" | "lost" }
  | { readonly is: "retry"; readonly afterMs?: number | undefined };

/** What becomes of a message: `again` at a time, or its end. */
export interface Fate<Content = unknown> {
  readonly message: Message<Content>;
  readonly is: "done" | "again" | "exhausted" | "rejected" | "expired" | "lost";
  readonly at?: number;
}
