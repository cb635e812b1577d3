import type { Incoming } from "./incoming.ts";

/** How one delivered event ended. */
export type Settlement =
  | { readonly is: "done" }
  | { readonly is: "retry"; readonly error: Error; readonly afterMs?: number | undefined }
  | { readonly is: "reject"; readonly error: Error };

/** A settlement, and whose it is. */
export type Settled = Settlement & Pick<Incoming, "receipt" | "lane">;
