import { type Duration, milliseconds } from "./duration.ts";

/**
 * Throw or return it to have the event delivered again. Any other error thrown is a retry, too.
 *
 * @example throw new Retry("out of stock", { after: "5m" });
 */
export class Retry extends Error {
  override readonly name = "Retry";
  /** Milliseconds to wait; a declared and logged degradation where the provider has no delays. */
  readonly afterMs: number | undefined;
  constructor(reason = "retry", options: { readonly after?: Duration; readonly cause?: unknown } = {}) {
    super(reason, options);
    this.afterMs = options.after === undefined ? undefined : milliseconds(options.after);
  }
}

/**
 * Throw or return it when no further attempt can help: the event goes to the dead letter.
 *
 * @example throw new Reject("negative total");
 */
export class Reject extends Error {
  override readonly name = "Reject";
}
