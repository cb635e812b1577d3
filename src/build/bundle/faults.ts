import { basename } from "node:path";
import type { RolldownLog } from "rolldown";
import { at } from "../discover/frame.ts";
import { type BuildError, fault } from "../errors.ts";

/** What the bundler says, as errors of the build; undefined for what does not stop it. */
export function bundleFault(
  log: RolldownLog & { exporter?: string },
  isProvider: (file: string) => boolean = () => false,
): BuildError | undefined {
  const { code, message, id = log.loc?.file, loc, exporter = "" } = log;
  const where =
    (id && !id.startsWith("\0") && (loc ? at(id.replace(/\?.*/, ""), loc.line, loc.column + 1) : id)) || undefined;
  const [first = ""] = message.replace(/^\[\w+\] /, "").split("\n");
  if (code === "UNRESOLVED_IMPORT") return unresolved(exporter, isProvider(id ?? ""), where);
  const file = id?.replace(/\?.*/, "");
  if (code === "PARSE_ERROR" && file && !/\.[cm]?[jt]sx?$/.test(file) && !file.startsWith("\0"))
    return failed(`${basename(file)} is no module that can be bundled`);
  if (code === "PARSE_ERROR") return fault("PARSE_ERROR", first, { where });
  if (code === "MISSING_EXPORT")
    return fault("MISSING_EXPORT", first, {
      where,
      help: "check the name, and whether it is a type: import type { … }",
    });
  return undefined;
}

/** Of what the bundler throws: all errors that it holds. */
export function bundleFaults(thrown: unknown, isProvider?: (file: string) => boolean): BuildError[] {
  const { errors = [], message } = (thrown ?? {}) as { errors?: RolldownLog[]; message?: string };
  const known = errors.map((log) => bundleFault(log, isProvider) ?? failed(log.message));
  return known[0] ? known : [failed(message ?? String(thrown))];
}

const failed = (message: string): BuildError =>
  fault("BUNDLE_FAILED", message.trim(), { help: "if a package is native or cannot be bundled: --external <package>" });

function unresolved(specifier: string, provider: boolean, where: string | undefined): BuildError {
  if (/^[./]/.test(specifier))
    return fault("UNRESOLVED_IMPORT", `there is no module "${specifier}"`, {
      where,
      help: "correct the path, its extension included",
    });
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  // An adapter's runtime imports its vendor's package: an optional peer of ours.
  if (provider)
    return fault("MISSING_PROVIDER_PACKAGE", `this target needs the package "${name}"`, {
      help: `npm install ${name}`,
    });
  return fault("UNRESOLVED_IMPORT", `the package "${name}" is not installed`, {
    where,
    help: `npm install ${name}, or, where the platform has it, --external ${name}`,
  });
}
