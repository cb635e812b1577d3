import type { DeployDocument, DeployedFunction, Verifier } from "unmoor/adapter";
import { eventTriggers } from "./events.ts";
import { expect } from "./expect.ts";
import { requestTriggers } from "./requests.ts";
import { known, list, namesOf, number, type Resource } from "./resource.ts";
import { templateOf } from "./template.ts";
import { terraformOf } from "./terraform.ts";

const TYPES = ["AWS::Serverless::Function", "AWS::Lambda::Function"];

/** Reads SAM and CloudFormation templates, and Terraform's JSON and plans. */
export const verifier: Verifier = {
  files: /(^|\/)(template|[\w.-]*\.template)\.(ya?ml|json)$|\.tf\.json$/,
  read(documents: readonly DeployDocument[]): readonly DeployedFunction[] | undefined {
    const read = documents.flatMap((each) => terraformOf(each) ?? templateOf(each) ?? []);
    return read[0] && read.filter(({ type }) => TYPES.includes(type)).map((fn) => functionOf(fn, read));
  },
  names: ({ name }, config) => [name, `${name}Function`, `${config.name}-${name}`],
  expect,
};

function functionOf(fn: Resource, all: readonly Resource[]): DeployedFunction {
  const { id, properties, where } = fn;
  const { Handler, Runtime, Timeout = 3, MemorySize = 128, PackageType } = properties;
  const image = PackageType === "Image";
  return {
    names: [codeOf(fn), id.split(".").at(-1) ?? id, ...namesOf(fn)],
    at: where(),
    facts: {
      ...(!image && {
        handler: { value: known(Handler), at: where("Handler") },
        runtime: { value: known(Runtime), at: where("Runtime") },
      }),
      timeout: { value: number(Timeout), at: where("Timeout") },
      memory: { value: number(MemorySize), at: where("MemorySize") },
    },
    triggers: [...requestTriggers(fn, all), ...eventTriggers(fn, all)],
  };
}

/** The folder or archive that its code comes from. */
function codeOf({ properties: { CodeUri, Code, Filename, S3Key } }: Resource): string {
  const [code] = [CodeUri, Code, Filename, S3Key].filter((each) => each !== undefined);
  const path = typeof code === "object" && code !== null ? list(Object.values(code)).at(-1) : code;
  const parts = String(path ?? "")
    .replace(/\/+$/, "")
    .replace(/\/?index\.m?js$/, "")
    .split("/");
  return (parts.at(-1) ?? "").replace(/\.(zip|jar)$/, "");
}
