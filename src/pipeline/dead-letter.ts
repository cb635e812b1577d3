import type { Host, Invocation, Settlement } from "../delivery/index.ts";
import { rejected, settlementOf } from "./outcome.ts";

/**
 * Hands a rejected event to a dead letter, before anything is acknowledged. What fails there, or still runs when half of
 * the time that is left has passed, makes the event a retry.
 */
export async function bury(
  deadLetter: () => unknown,
  error: Error,
  { deadline }: Invocation,
  host: Host,
): Promise<Settlement> {
  let cancel: (() => void) | undefined;
  try {
    await Promise.race([
      deadLetter(),
      new Promise((_, reject) => {
        cancel = host.after((deadline - host.now()) / 2, () => reject(new Error("the dead letter took too long")));
      }),
    ]);
    return rejected(error);
  } catch (thrown) {
    const { error } = settlementOf(thrown, true) as { error: Error };
    return { is: "retry", error };
  } finally {
    cancel?.();
  }
}
