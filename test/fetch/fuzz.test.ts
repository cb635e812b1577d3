import { expect, test } from "vitest";
import { fuzz } from "./fuzz.ts";

const programs = Number(process.env.UNMOOR_FUZZ ?? 3000);

test(
  `${programs} programs observe the same on light and on native objects`,
  async () => {
    await expect(fuzz(programs, 20_261_128)).resolves.toBeUndefined();
  },
  programs * 20,
);
