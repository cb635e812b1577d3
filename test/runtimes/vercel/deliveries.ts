import type { Settled } from "../../../src/adapter/index.ts";

export interface Delivery {
  readonly log: string;
  /** Of a message. */
  readonly lease?: string;
}

/** What is read from the output of `vercel dev --debug`. */
export interface Deliveries {
  /** Takes a line. */
  read(line: string): void;
  /** Source of a function that tells when one of the deliveries to another has ended. */
  wrap(file: string): string;
  /** A delivery, once it has ended: of a message its so many-th, or of a unit the only one that is under way. */
  delivery(unit: string, message?: string, attempt?: number): Promise<Delivery>;
  /** What the queue has said of a message's so many-th delivery. */
  outcome(message: string, attempt: number): Promise<Settled>;
}

const ENDED = "the delivery has ended:";

/** The queue's own words: `DevQueueBroker` of the package vercel 64. */
const OUTCOMES: readonly (readonly [RegExp, (seconds: number) => Settled])[] = [
  [/queues: ACK message (\w+) in group/, () => ({ is: "done" })],
  [
    /queues: visibility for (\w+) in group .* extended by (\d+)s/,
    (seconds) => ({ is: "retry", error: new Error("kept for later"), afterMs: seconds * 1000 }),
  ],
  [
    /queues: worker .* returned \d+ for message (\w+)/,
    () => ({ is: "retry", error: new Error("not answered with 200") }),
  ],
];

export function deliveries(): Deliveries {
  const logs = new Map<string, string[]>();
  const ended = new Map<string, Delivery>();
  const half = new Set<string>();
  const outcomes = new Map<string, Settled[]>();
  const waiting = new Set<() => void>();
  const until = <T>(found: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const look = (): void => {
        const it = found();
        if (it === undefined) return;
        waiting.delete(look);
        resolve(it);
      };
      waiting.add(look);
      look();
    });
  const keyOf = (unit: string, message = "", attempt: number | string = ""): string => `${unit} ${message} ${attempt}`;
  const end = (text: string): void => {
    const [invocation = "", file = "", message, attempt, lease = ""] = text.trim().split(" ");
    // Both of its streams have come to their end.
    if (!half.delete(invocation)) return void half.add(invocation);
    const unit = file.replace(/^.*\/|\.mjs$/g, "");
    const log = (logs.get(invocation) ?? []).join("\n");
    if (!attempt) ended.set(keyOf(unit), { log });
    else ended.set(keyOf(unit, message, attempt), { log, lease });
  };
  return {
    read(line) {
      if (line.startsWith(ENDED)) end(line.slice(ENDED.length));
      const [, invocation] = /"invocation":"([^"]+)"/.exec(line) ?? [];
      if (invocation) logs.set(invocation, [...(logs.get(invocation) ?? []), line]);
      for (const [pattern, settled] of OUTCOMES) {
        const [, id, seconds] = pattern.exec(line) ?? [];
        if (id) outcomes.set(id, [...(outcomes.get(id) ?? []), settled(Number(seconds))]);
      }
      for (const look of [...waiting]) look();
    },
    wrap: (file) => `import fn from "${file}";
export default {
  async fetch(request, context) {
    try {
      return await fn.fetch(request, context);
    } finally {
      const said = ["x-vercel-id", "ce-id", "ce-vqsdeliverycount", "ce-vqsreceipthandle"];
      const [id, ...rest] = said.map((name) => request.headers.get(name));
      for (const stream of [process.stdout, process.stderr])
        stream.write(\`${ENDED} \${id} ${file} \${rest.join(" ")}\\n\`);
    }
  },
};
`,
    async delivery(unit, message, attempt) {
      const key = message === undefined ? keyOf(unit) : keyOf(unit, message, attempt);
      const delivery = await until(() => ended.get(key));
      ended.delete(key);
      return delivery;
    },
    outcome: (message, attempt) => until(() => outcomes.get(message)?.[attempt - 1]),
  };
}
