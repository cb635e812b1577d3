import { on, provide, queue, Reject } from "unmoor";
import { always, eventually } from "unmoor/testing";
import { faked, planted } from "./planted.ts";

interface Shelf {
  put(parcel: string): Promise<void>;
}
const shelf = provide("shelf", (): Shelf => faked());
const parcels = queue<"parcels", string>("parcels");

const store = async (parcel: string, { put }: Shelf): Promise<void> => {
  if (parcel === "bomb") throw new Reject("not into our house");
  await put(parcel);
};

/** One throw, and the provider takes all of them for failed. */
const broken = on(parcels, { use: [shelf], batch: 10 }, async (events, { shelf }) => {
  for (const { data } of events) await store(data, shelf);
});

const fixed = on(parcels, { use: [shelf], batch: 10 }, (events, { shelf }) =>
  Promise.allSettled(events.map(({ data }) => store(data, shelf))),
);

function world(keep: typeof broken | typeof fixed) {
  const stored: string[] = [];
  const fake: Shelf = { put: async (parcel) => void stored.push(parcel) };
  return { app: { keep }, provide: { shelf: fake }, stored };
}

export const wholeBatch = planted({
  fault: "one bad event fails its whole batch",
  hidden: {
    gcp: "Pub/Sub pushes one message at a time",
    azure: "our Service Bus trigger takes one message at a time",
    vercel: "a call of Vercel Queues has one message",
  },
  broken: () => world(broken),
  fixed: () => world(fixed),
  async scenario(cloud, { stored }) {
    always("what is good is never given up", () => cloud.deadLetters.every(({ event }) => event.data === "bomb"));
    await cloud.sendBatch("parcels", ["a", "bomb", "b"]);
    eventually("what is good is stored", () => stored.includes("a") && stored.includes("b"));
  },
});
