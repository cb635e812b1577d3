/** What a message holds. */
export interface Order {
  readonly id: number;
  readonly item: string;
  readonly total: number;
}

const seen = { orders: 0, total: 0 };

/** What every handler of messages does with one. */
export function work({ id, item, total }: Order): void {
  if (!item || total < 0) throw new Error(`order ${id}`);
  seen.orders++;
  seen.total += total;
}
