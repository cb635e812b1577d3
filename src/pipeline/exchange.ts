import type { Codec, Dispatch, Host, Invocation, Kind, Outcome } from "../delivery/index.ts";
import { error } from "../wire/index.ts";

/**
 * The one road of every delivery: claims → open → decode → hold → dispatch → release → close → encode. Production, the
 * in-memory provider and the simulator all take it. I/O happens in `open`, `hold` and `close` only, through `host`.
 *
 * @throws `UNCLAIMED` when `native` is not of the codec's shape; and, but for HTTP, whatever the provider must see as
 *   a failure
 */
export async function exchange<K extends Kind, Wire, Reply>(
  codec: Codec<K, Wire, Reply>,
  native: unknown,
  invocation: Invocation,
  dispatch: Dispatch<K>,
  host: Host,
): Promise<Reply> {
  if (!codec.claims(native))
    throw error("UNCLAIMED", `this function is built for ${codec.name} and was invoked with something else`);
  let wire = native;
  let outcome: Outcome<K>;
  try {
    if (codec.open) wire = await codec.open(wire, host);
    const delivery = codec.decode(wire, invocation);
    const release = codec.hold?.(wire, host);
    try {
      outcome = await dispatch.deliver(delivery, invocation, host);
    } finally {
      release?.();
    }
    await codec.close?.(outcome, wire, host);
  } catch (thrown) {
    outcome = dispatch.refuse(thrown, invocation, host);
  }
  try {
    return await codec.encode(outcome, wire);
  } catch (thrown) {
    return await codec.encode(dispatch.refuse(thrown, invocation, host), wire);
  }
}
