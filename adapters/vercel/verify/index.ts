import type { DeployDocument, Unit, Verifier } from "unmoor/adapter";
import { shapeOf } from "../source.ts";
import { expect } from "./expect.ts";
import { isFunction, isOutput, outputOf } from "./output.ts";
import { isProject, projectOf } from "./project.ts";

/** Reads `.vercel/output`, and `vercel.json`. */
export const verifier: Verifier = {
  files: /(^|\/)(vercel\.json|config\.json|\.vc-config\.json)$/,
  read(documents: readonly DeployDocument[], units: readonly Unit[]) {
    if (documents.some((each) => isOutput(each) || isFunction(each))) return outputOf(documents, units);
    const project = documents.find(isProject);
    return project && projectOf(project, units);
  },
  names: ({ name }) => [name],
  shape: shapeOf,
  expect,
};
