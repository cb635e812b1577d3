import type { Codec, Dispatch, Host, Invocation, Kind, Outcome } from "../delivery/index.ts";
import { error } from "../wire/index.ts";

/**
 * The one road of every delivery: claims → open → decode → hold → dispatch → release → close → encode. Production, the
 * in-memory provider and the simulator all take it. I/O happens in `open`, `hold` and `close` only, through `host`.
 *
 * Of HTTP, whatever fails before a function has begun is the request's fault: 400 unless the error states its status.
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
  if (!codec.claims(native)) throw error("UNCLAIMED", `this is no event of ${codec.name}`);
  let wire = native;
  try {
    if (codec.open) wire = await codec.open(wire, host);
    const delivery = codec.decode(wire, invocation);
    const release = codec.hold?.(wire, host);
    let outcome: Outcome<K>;
    try {
      outcome = await dispatch.deliver(delivery, invocation, host);
    } finally {
      release?.();
    }
    await codec.close?.(outcome, wire, host);
    return await codec.encode(outcome, wire);
  } catch (thrown) {
    return codec.encode(dispatch.refuse(thrown, invocation, host), wire);
  }
}
