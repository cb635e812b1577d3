import { client } from "./client.ts";

/** A bucket by its name. */
export const bucket = (name: string): { put(text: string): Promise<string> } => ({
  put: (text) => client.send({ Bucket: name, Body: text }),
});
