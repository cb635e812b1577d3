import type { Yaml } from "../yaml.ts";

/** Members of a template. */
export type Block = { readonly [key: string]: Yaml };

/** What puts a unit's function on the internet. */
export interface Front {
  /** Into the properties of the function. */
  readonly properties?: Block;
  readonly resources?: Block;
  readonly parameters?: Block;
  readonly outputs?: Block;
}

/** A parameter, or what a resource returns by itself. */
export const ref = (id: string): Block => ({ Ref: id });
export const arn = (id: string): Block => ({ "Fn::GetAtt": [id, "Arn"] });
/** Text with `${…}` in it. */
export const sub = (text: string): Block => ({ "Fn::Sub": text });
export const output = (value: Yaml): Block => ({ Value: value });
