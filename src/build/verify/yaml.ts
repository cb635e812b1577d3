import { type CollectionTag, parseDocument, type ScalarTag } from "yaml";
import { fault } from "../errors.ts";

/** A tag of a template's own (`!Ref`, `!GetAtt`, `!Sub` …) as an object of one member. */
const SCALAR = (tag: string): ScalarTag => ({ tag, resolve: (text) => ({ [tag]: text }) });

/**
 * Parses YAML or JSON; tags are data: `!Ref Orders` is `{ "!Ref": "Orders" }`.
 *
 * @throws `INVALID_DOCUMENT` with the line
 */
export function parseYaml(text: string, file: string): unknown {
  const tags = new Set([...text.matchAll(/(?:^|[\s[,])(![A-Za-z][\w:.]*)/gm)].map(([, tag]) => tag as string));
  const customTags = [...tags].flatMap((tag): (ScalarTag | CollectionTag)[] => [
    SCALAR(tag),
    ...(["map", "seq"] as const).map(
      (collection): CollectionTag => ({
        tag,
        collection,
        resolve: (value) => ({ [tag]: value.toJSON() }),
      }),
    ),
  ]);
  const document = parseDocument(text, { customTags, logLevel: "error" });
  const [wrong] = document.errors;
  if (!wrong) return document.toJS({ maxAliasCount: 100 });
  const line = wrong.linePos?.[0].line;
  throw fault("INVALID_DOCUMENT", `${file} is neither YAML nor JSON: ${wrong.message.split("\n")[0]}`, {
    where: line === undefined ? file : `${file}:${line}`,
    help: "name a template, a Terraform JSON or plan, host.json, vercel.json or a .vercel/output folder",
  });
}
