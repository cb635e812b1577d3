import { provide } from "unmoor";

/** What the functions need of the world; a database in earnest, a fake in tests. */
export interface Shop {
  isShipped(order: string): Promise<boolean>;
  inStock(item: string): Promise<boolean>;
  ship(order: string): Promise<void>;
  /** One line of what happened. */
  note(line: string): Promise<void>;
}

/** Keeps everything in memory, so that the example needs no account anywhere. */
export const shop = provide("shop", (): Shop => {
  const done = new Set<string>();
  return {
    isShipped: async (order) => done.has(order),
    inStock: async (item) => item !== "unicorn",
    ship: async (order) => void done.add(order),
    note: async () => {},
  };
});
