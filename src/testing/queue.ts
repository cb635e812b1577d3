/** A moment in virtual time. */
export interface Entry {
  /** Milliseconds since the epoch. */
  due: number;
  /** Ties are broken by it: the older one first. */
  order: number;
  /** Without it, nothing waits for this one: as `timer.unref()`. */
  ref: boolean;
  /** Where it stands in the queue; -1 when it does not. */
  index: number;
  readonly label: string;
  since: number;
  fire(): void;
}

export interface Queue {
  peek(): Entry | undefined;
  /** An entry is put in once: `index` tells whether it is. */
  push(entry: Entry): void;
  /** No effect on one that is not in. */
  remove(entry: Entry): void;
  /** Takes the reference from an entry, or gives it. */
  refer(entry: Entry, ref: boolean): void;
  /** How many entries have a reference. */
  readonly referenced: number;
  readonly entries: readonly Entry[];
}

const before = (a: Entry, b: Entry): boolean => a.due < b.due || (a.due === b.due && a.order < b.order);

/** A binary heap that knows where each entry stands, so that a cleared timer leaves at once. */
export function createQueue(): Queue {
  const heap: Entry[] = [];
  let referenced = 0;

  const put = (entry: Entry, index: number): void => {
    heap[index] = entry;
    entry.index = index;
  };
  const up = (entry: Entry, from: number): void => {
    let index = from;
    while (index > 0) {
      const parent = heap[(index - 1) >> 1] as Entry;
      if (!before(entry, parent)) break;
      put(parent, index);
      index = (index - 1) >> 1;
    }
    put(entry, index);
  };
  const down = (entry: Entry, from: number): void => {
    let index = from;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      const child = right && left && before(right, left) ? right : left;
      if (!child || !before(child, entry)) break;
      const place = child.index;
      put(child, index);
      index = place;
    }
    put(entry, index);
  };

  return {
    entries: heap,
    peek: () => heap[0],
    push(entry) {
      if (entry.ref) referenced++;
      heap.push(entry);
      up(entry, heap.length - 1);
    },
    remove(entry) {
      const { index } = entry;
      if (index < 0) return;
      if (entry.ref) referenced--;
      entry.index = -1;
      const last = heap.pop() as Entry;
      if (last === entry) return;
      down(last, index);
      up(last, last.index);
    },
    refer(entry, ref) {
      if (entry.ref === ref) return;
      entry.ref = ref;
      if (entry.index >= 0) referenced += ref ? 1 : -1;
    },
    get referenced() {
      return referenced;
    },
  };
}
