import type { Section } from "./section.ts";
import { column, ratio } from "./statistics.ts";

/** One row of the table of targets. */
interface Target {
  readonly what: string;
  readonly target: string;
  /** Undefined where the run did not measure it. */
  readonly measured: string | undefined;
  readonly met: boolean;
}

type Find = (title: string, name: string, key: string) => number;

/** The targets of issue 6, each with what this run measured. */
export function targets(sections: readonly Section[]): readonly Target[] {
  const of = (title: string): Section | undefined => sections.find((one) => one.title.startsWith(title));
  const value: Find = (title, name, key) => column(of(title)?.rounds.get(name), key).median;
  const times: Find = (title, name, key) => {
    const section = of(title);
    return ratio(section?.rounds.get(name), section?.rounds.get(section.base), key).median;
  };
  const more: Find = (title, name, key) => value(title, name, key) - value(title, of(title)?.base ?? "", key);
  const light = "unmoor, light";
  const V2 = "Warm calls, API Gateway payload 2.0";
  const rows: readonly (readonly [
    what: string,
    figures: readonly [limit: number, measured: number, unit: string][],
  ])[] = [
    [
      "bundle of three routes on AWS, minified and gzip",
      [
        [7.2, value("Cold", light, "kb"), "KB"],
        [3.2, value("Cold", light, "gzip"), "KB"],
      ],
    ],
    ["import + first response", [[1.6, value("Cold", light, "both"), "ms"]]],
    ["import + first response, beyond raw", [[1, more("Cold", light, "both"), "ms"]]],
    ["undici loaded by the first request", [[0, value("Cold", light, "undici"), ""]]],
    ["peak RSS, beyond raw", [[1, more("Cold", light, "rss"), "MB"]]],
    ["warm GET", [[2.5, times(V2, light, "GET"), "×"]]],
    ["warm POST", [[1.4, times(V2, light, "POST"), "×"]]],
    ["buffered stream", [[6, times(V2, light, "stream"), "×"]]],
    ["Lambda response streaming", [[4, times("Lambda", light, "stream"), "×"]]],
    [
      "allocated by a GET and a POST",
      [
        [1600, value("Allocation", light, "GET"), "B"],
        [2300, value("Allocation", light, "POST"), "B"],
      ],
    ],
    [
      "a mounted Hono app: cold, warm GET",
      [
        [5, value("Cold", "hono on unmoor, light", "both"), "ms"],
        [5, times(V2, "hono on unmoor, light", "GET"), "×"],
      ],
    ],
    ...(["SQS × 10", "Kinesis × 100"] as const).map((source): (typeof rows)[number] => [
      `events, ${source}: CPU, heap beyond raw, bundle`,
      [
        [1.15, times(`Events: ${source}`, "unmoor", "ns"), "×"],
        [250, more(`Events: ${source}`, "unmoor", "bytes"), "B"],
        [3, value(`Events: ${source}`, "unmoor", "kb"), "KB"],
      ],
    ]),
    [
      "Google service: GET, POST, start beyond bare",
      [
        [1.25, times("Google", "unmoor service, light", "get"), "×"],
        [1.25, times("Google", "unmoor service, light", "post"), "×"],
        [5, more("Google", "unmoor service, light", "start"), "ms"],
      ],
    ],
    ["build, one target, after the start of Node", [[200, value("Building", "unmoor, one target", "after"), "ms"]]],
    [
      "build, four targets beside one",
      [[2, value("Building", "unmoor, four targets", "after") / value("Building", "unmoor, one target", "after"), "×"]],
    ],
  ];
  const show = (number: number, unit: string): string =>
    `${Number(number.toPrecision(3)).toLocaleString("en")}${unit && ` ${unit}`}`;
  return rows.map(([what, figures]) => ({
    what,
    target: figures.map(([limit, , unit]) => `≤ ${show(limit, unit)}`).join(", "),
    measured: figures.some(([, measured]) => Number.isNaN(measured))
      ? undefined
      : figures.map(([, measured, unit]) => show(measured, unit)).join(", "),
    met: figures.every(([limit, measured]) => measured <= limit),
  }));
}
