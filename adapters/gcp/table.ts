import type { App, Dispatch, DispatchOptions, Invocation } from "unmoor/adapter";
import { markOf, type Push } from "./codec/push.ts";
import type { Sender } from "./id-token.ts";
import { type EventCodec, type Row, rowFor, rowsOf } from "./rows.ts";

/** All event functions of an app behind one codec. */
export interface Table {
  readonly codec: EventCodec;
  readonly dispatch: Dispatch<"events">;
}

/**
 * The event functions of an app as one unit, for one endpoint of several senders. Who sends is asked first, and only
 * then for whom it is. Undefined for an app without any.
 *
 * @param sender asked of every delivery
 */
export function eventTable(app: App, options: DispatchOptions, sender: Sender | undefined): Table | undefined {
  const rows = rowsOf(app, options);
  const chosen = new WeakMap<Push | Invocation, Row>();
  return rows[0]
    ? {
        codec: {
          name: "any sender of Google's",
          kind: "events",
          claims: (native): native is Push => !!markOf(native),
          ...sender,
          decode(wire, invocation) {
            const row = rowFor(rows, wire, invocation);
            chosen.set(wire, row).set(invocation, row);
            return row.codec.decode(wire, invocation);
          },
          encode: (settled, wire) => (chosen.get(wire) as Row).codec.encode(settled, wire),
        },
        dispatch: {
          kind: "events",
          deliver: (delivery, invocation, host) =>
            (chosen.get(invocation) as Row).dispatch.deliver(delivery, invocation, host),
          // Which of them says no is all the same.
          refuse: rows[0].dispatch.refuse,
        },
      }
    : undefined;
}
