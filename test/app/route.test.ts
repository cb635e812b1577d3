import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseRoute } from "../../src/app/index.ts";
import { right, wrong } from "./routes.ts";

const said =
  "is no route; write methods (GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, or * for all), a space and a path of plain text, :name and, at the end, :name?, ** or **:rest";

describe("parseRoute", () => {
  test.each(right)("%s is a route", (route) => {
    const { methods, path } = parseRoute(route);
    expect(`${methods.join()} ${path}`).toBe(route);
  });

  test.each(wrong)("%j is none, and the message says so", (route) => {
    expect(() => parseRoute(route)).toThrow(new TypeError(`"${route}" ${said}`));
  });

  test("whatever it takes is made of the forms of the documentation only", () => {
    const piece = fc.constantFrom(
      "/",
      ":",
      "*",
      "**",
      "?",
      "a",
      "_",
      "GET",
      " ",
      ",",
      "{",
      "(",
      "%",
      "\\",
      "#",
      "ä",
      "-",
      ".",
      "1",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const text = `GET /${pieces.join("")}`;
        try {
          const { path } = parseRoute(text);
          for (const [index, segment] of path.slice(1).split("/").entries())
            expect(`${index}${segment}`).toMatch(/^\d+(:[A-Za-z_]\w*\??|\*\*(:[A-Za-z_]\w*)?|[^/:*?{}()\\#%\s]*)$/);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(TypeError);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("a long hostile route takes no time: no regular expression backtracks", () => {
    const start = performance.now();
    for (const part of ["/a-", "/:a", "GET,", ":a?/", "**"])
      expect(() => parseRoute(`${part.repeat(50_000)}%`)).toThrow(TypeError);
    expect(() => parseRoute(`GET ${"/a-".repeat(50_000)}%`)).toThrow(TypeError);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
