/** Milliseconds that an invocation may take unless the app or the target says otherwise: nobody outside limits it. */
export const TIMEOUT_MS = 300_000;
