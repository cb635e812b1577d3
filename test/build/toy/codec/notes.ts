import type { Codec } from "unmoor/adapter";

/** The toy platform's queue: lines of text; it wants the numbers of those to send again. */
export interface Notes {
  readonly notes: readonly string[];
}

export const notes = (): Codec<"events", Notes, readonly number[]> => ({
  name: "notes",
  kind: "events",
  claims: (native): native is Notes => Array.isArray((native as Partial<Notes>)?.notes),
  decode: ({ notes }) => ({
    events: notes.map((data, i) => ({
      event: { specversion: "1.0", id: `${i}`, source: "/toy/notes", type: "toy.note", data },
      receipt: `${i}`,
    })),
  }),
  encode: (settled) => settled.flatMap(({ is, receipt }) => (is === "retry" ? [Number(receipt)] : [])),
});
