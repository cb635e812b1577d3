export { type BuildResult, build } from "./build.ts";
export { run, type Terminal } from "./cli.ts";
export { type BuildCode, type BuildError, codes } from "./errors.ts";
export type { BuiltTarget, BuiltUnit, EmittedFile, Manifest } from "./manifest.ts";
export type { BuildOptions, Registry, TargetOptions } from "./options.ts";
export { type CompiledRoute, compileRoutes } from "./routes.ts";
export { type Finding, type FindingCode, findingCodes } from "./verify/finding.ts";
export { verify } from "./verify/verify.ts";
