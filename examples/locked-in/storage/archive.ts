import { bucket } from "./bucket.ts";

/** Keeps a text. */
export const archive = (text: string): Promise<string> => bucket("archive").put(text);
