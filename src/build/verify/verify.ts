import { fault, throwAll } from "../errors.ts";
import type { BuildOptions } from "../options.ts";
import { faultsOf, type Planned, prepare } from "../prepare.ts";
import { compare } from "./compare.ts";
import { readDocuments } from "./documents.ts";
import type { Finding } from "./finding.ts";

/**
 * Compares a file that somebody deploys with, or a folder of such, with an app. Writes nothing.
 *
 * @param file a template, a Terraform JSON or plan, host.json, vercel.json, or a folder with such
 * @returns what is missing or contradicts; none where all is well
 * @throws what `build` throws before it bundles; `DOCUMENT_NOT_FOUND`, `INVALID_DOCUMENT`, `UNKNOWN_DOCUMENT`
 * @example await verify("template.yaml", { entry: "functions.ts", targets: ["aws"], adapters })
 */
export async function verify(file: string, options: BuildOptions): Promise<readonly Finding[]> {
  const prepared = await prepare(options);
  throwAll(faultsOf(prepared));
  return verifyPlanned(file, options.cwd ?? process.cwd(), prepared.targets);
}

/**
 * Compares with what is planned already.
 *
 * @returns findings; none where all is well
 * @throws `DOCUMENT_NOT_FOUND`, `INVALID_DOCUMENT`, `UNKNOWN_DOCUMENT`, `INVALID_OPTION`
 */
function verifyPlanned(path: string, cwd: string, planned: readonly Planned[]): Finding[] {
  const able = planned.filter(({ target }) => target.adapter.verify);
  const [one] = planned;
  if (!able[0])
    throw fault("INVALID_OPTION", `${one?.target.name} has no way to verify a file`, {
      help: "verify targets whose adapter has `verify`",
    });
  let known = false;
  const findings = able.flatMap(({ target, config, units }) => {
    const verifier = target.adapter.verify;
    const documents = verifier ? readDocuments(path, cwd, verifier.files) : [];
    const deployed = verifier?.read(documents, units, config);
    if (!verifier || !deployed) return [];
    known = true;
    return compare(units, deployed, verifier, config, path).map((found) => ({ ...found, target: target.name }));
  });
  if (known) return findings;
  throw fault(
    "UNKNOWN_DOCUMENT",
    `"${path}" is nothing that ${able.map(({ target }) => target.name).join(" or ")} deploys with`,
    {
      help: "name a SAM or CloudFormation template, a Terraform JSON or plan, host.json, vercel.json or a .vercel/output folder, and its provider as --target",
    },
  );
}
