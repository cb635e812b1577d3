import { join } from "node:path";
import { expect, test } from "vitest";
import { swap } from "../../src/build/emit.ts";
import { HELLO, project } from "./project.ts";
import { toy } from "./toy/index.ts";

const other = { ...toy, name: "other" };
const adapters = { toy: async () => ({ toy }), other: async () => ({ other }) };

test("a build of one target leaves the others and the manifest knows all", async () => {
  using app = project({ "functions.ts": HELLO });
  await app.build({ adapters, targets: ["toy"] });
  await app.build({ adapters, targets: ["other"] });
  expect(app.list("dist")).toEqual(["manifest.json", "other", "toy"]);
  expect(Object.keys(JSON.parse(app.read("dist/manifest.json")).targets).sort()).toEqual(["other", "toy"]);
});

test("a failing build leaves the former one as it was, and nothing beside it", async () => {
  using app = project({ "functions.ts": HELLO });
  await app.build({ adapters, targets: ["toy", "other"] });
  const before = [app.read("dist/manifest.json"), app.read("dist/toy/http/index.mjs"), app.list()];
  app.write("functions.ts", `${HELLO}import "not-there";`);
  await app.refused({ adapters, targets: ["toy", "other"] });
  app.write("functions.ts", HELLO.replace("/hello/", "/bye/"));
  const failing = {
    ...other,
    emit: () => {
      throw new Error("no");
    },
  } as typeof toy;
  await app.refused({ targets: ["toy", "other"], adapters: { ...adapters, other: async () => ({ failing }) } });
  expect([app.read("dist/manifest.json"), app.read("dist/toy/http/index.mjs"), app.list()]).toEqual(before);
});

test("units that are gone leave no files", async () => {
  using app = project({ "functions.ts": `${HELLO}export const two = http("GET /two", () => new Response());` });
  await app.build({ units: { two: ["two"] } });
  expect(app.list("dist/toy")).toEqual(["http", "toy.json", "two"]);
  await app.build();
  expect(app.list("dist/toy")).toEqual(["http", "toy.json"]);
});

test("files of the user in a target's folder move along", async () => {
  using app = project({ "functions.ts": HELLO });
  await app.build();
  app.write("dist/toy/.link/project.json", "mine");
  app.write("dist/toy/http/notes.txt", "mine, too");
  await app.build();
  expect([app.read("dist/toy/.link/project.json"), app.read("dist/toy/http/notes.txt")]).toEqual(["mine", "mine, too"]);
  expect(app.list("dist")).toEqual(["manifest.json", "toy"]);
});

test("an emitted file that was changed by hand is written anew with a warning", async () => {
  using app = project({ "functions.ts": HELLO });
  await app.build();
  const before = app.read("dist/toy/toy.json");
  app.write("dist/toy/toy.json", "changed");
  expect((await app.build()).warnings).toEqual(["toy/toy.json was changed by hand; it is written anew"]);
  expect(app.read("dist/toy/toy.json")).toBe(before);
});

test("a file of the user is never overwritten", async () => {
  using app = project({ "functions.ts": HELLO });
  await app.build({ adapters, targets: ["other"] });
  app.write("dist/toy/toy.json", "mine");
  expect(await app.refused({ adapters })).toMatchObject({
    code: "FOREIGN_FILE",
    message: expect.stringMatching(/toy\/toy\.json/),
  });
  expect(app.read("dist/toy/toy.json")).toBe("mine");
  expect(app.list("dist/toy")).toEqual(["toy.json"]);
});

test("a file of the user where a folder must be is not replaced either", async () => {
  using app = project({ "functions.ts": HELLO });
  await app.build({ adapters, targets: ["other"] });
  app.write("dist/toy/http", "mine");
  expect(await app.refused({ adapters })).toMatchObject({ code: "FOREIGN_FILE" });
  expect(app.read("dist/toy/http")).toBe("mine");
});

test("a swap that fails midway is undone", async () => {
  using app = project({ "new/emitted.txt": "new", "old/emitted.txt": "old", "old/mine/a.txt": "mine" });
  const [folder, place] = [join(app.dir, "new"), join(app.dir, "old")];
  // The second file has gone since the folder was listed.
  await expect(swap(folder, place, ["mine/a.txt", "mine/b.txt"])).rejects.toThrow("ENOENT");
  expect([app.read("old/emitted.txt"), app.read("old/mine/a.txt")]).toEqual(["old", "mine"]);
});

test("an output folder that holds something else is refused", async () => {
  using app = project({ "functions.ts": HELLO, "dist/index.js": "mine" });
  expect(await app.refused()).toMatchObject({ code: "OUT_NOT_OURS", help: expect.stringMatching(/--out/) });
  expect(app.list("dist")).toEqual(["index.js"]);
});

test("an adapter that would write outside its folder is refused", async () => {
  using app = project({ "functions.ts": HELLO });
  const bad = { ...toy, emit: () => ({ "../evil.txt": "x" }) } as typeof toy;
  expect(await app.refused({ adapters: { toy: async () => ({ bad }) } })).toMatchObject({ code: "INVALID_ADAPTER" });
  expect(app.list()).toEqual(["functions.ts", "node_modules", "package.json"]);
});
