import { expect, test } from "vitest";
import { plot } from "../../bench/plot.ts";
import { table } from "../../bench/report.ts";
import { column, ratio, spread } from "../../bench/statistics.ts";
import { targets } from "../../bench/targets.ts";

const raw = [{ ns: 100 }, { ns: 400 }, { ns: 200 }];
const peer = [{ ns: 200 }, { ns: 400 }, { ns: 600 }];

test("a spread is median and quartiles, between two values where there is none in the middle", () => {
  expect(spread([4, 1, 3, 2])).toEqual({ low: 1.75, median: 2.5, high: 3.25 });
  expect(spread([7])).toEqual({ low: 7, median: 7, high: 7 });
  expect(spread([]).median).toBeNaN();
  expect(column(peer, "ns").median).toBe(400);
});

test("a ratio is that within a round, not that of the medians", () => {
  const other = [{ ns: 300 }, { ns: 400 }, { ns: 200 }];
  expect(column(other, "ns").median / column(raw, "ns").median).toBe(1.5);
  expect(ratio(other, raw, "ns")).toEqual({ low: 1, median: 1, high: 2 });
});

test("a table is sorted by its first ratio and shows quartiles", () => {
  const section = {
    title: "T",
    note: "",
    base: "raw",
    columns: [{ key: "ns", title: "ns", ratio: true }],
    rounds: new Map([
      ["peer", peer],
      ["raw", raw],
    ]),
  };
  expect(table(section)).toBe(`|  | ns | × raw |
|---|--:|--:|
| raw | 200 | **1.00** (1.00–1.00) |
| peer | 400 | **2.00** (1.50–2.50) |`);
});

test("a target that was not measured is not met", () => {
  for (const { measured, met } of targets([])) expect([measured, met]).toEqual([undefined, false]);
});

test("a plot has a point for each figure, further right and higher for more", () => {
  const points = [1, 10, 100].map((x) => ({ x, low: x, median: 2 * x, high: 3 * x }));
  const svg = plot([
    { name: "cold", of: "routes", unit: "ms", points },
    { name: "batch", of: "records", unit: "µs", points },
  ]);
  const circles = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);
  expect(circles).toHaveLength(6);
  const [first = [], second = [], third = []] = circles;
  expect(first[0]).toBeLessThan(second[0] as number);
  expect((first[1] as number) - (second[1] as number)).toBeCloseTo((second[1] as number) - (third[1] as number), 0);
  expect(svg).toContain("prefers-color-scheme: dark");
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
});
