/** Everything that stops a build: what each code means, and what to do. */
export const buildCodes = {
  ENTRY_NOT_FOUND: {
    means: "the entry is no file",
    help: "name the module that exports your functions: unmoor build src/functions.ts",
  },
  PARSE_ERROR: {
    means: "a module is no TypeScript or JavaScript",
    help: "correct the line that is shown; what is no module cannot be imported",
  },
  UNRESOLVED_IMPORT: {
    means: "a module that is imported is not installed or does not exist",
    help: "install the package, correct the path, or leave the package out of the bundle with --external",
  },
  MISSING_EXPORT: {
    means: "a module does not export what is imported from it",
    help: "check the name, and whether it is a type: import type { … }",
  },
  MISSING_PROVIDER_PACKAGE: {
    means: "a target needs its provider's package",
    help: "install the package that is named, beside the app",
  },
  BUNDLE_FAILED: {
    means: "the bundler gave up for a reason of its own",
    help: "if a package is native or cannot be bundled, leave it out with --external",
  },
  EVALUATION_FAILED: {
    means: "the entry, or the configuration, throws while it is loaded",
    help: "open, connect and wait inside a handler or in provide(name, (env) => …): modules are loaded at build time, too",
  },
  EVALUATION_TIMEOUT: {
    means: "the entry, or the configuration, does not finish loading",
    help: "wait inside a handler; --timeout gives a slow app more time",
  },
  EVALUATION_EXIT: {
    means: "the entry, or the configuration, ends the process while it is loaded",
    help: "remove process.exit() from the top level of the modules",
  },
  MISSING_ENV: {
    means: "the entry, or the configuration, needs an environment variable while it is loaded",
    help: "set it for the build, or read it inside a handler from context.env",
  },
  OPEN_HANDLE: {
    means: "the entry, or the configuration, opens something while it is loaded and does not close it",
    help: "open it inside a handler or in provide(name, (env) => …)",
  },
  NO_FUNCTIONS: {
    means: "the entry exports no function",
    help: 'export one: export const hello = http("GET /hello/:name", …)',
  },
  INVALID_NAME: {
    means: "a name is one that a function, or what it listens to, cannot have",
    help: "export the function as a constant of another name; name an existing resource in targets.<name>.resources",
  },
  INVALID_ROUTE: {
    means: "a route is none",
    help: "write methods, a space and a path of plain text, :name and, at the end, :name?, ** or **:rest",
  },
  INVALID_SCHEDULE: {
    means: "a schedule is none, or two providers would read it differently",
    help: 'write five numeric fields ("0 2 * * *"), not both days, and an IANA zone',
  },
  INVALID_OPTION: {
    means: "an option of the command line or of the configuration has a value that it cannot have",
    help: "see the message for what it takes; unmoor build --help lists the options",
  },
  UNKNOWN_OPTION: {
    means: "the configuration has a key that nothing reads, or names a function that the app does not have",
    help: "take the key that is suggested, or remove it",
  },
  ROUTE_CLASH: {
    means: "two functions answer the same method on the same path",
    help: "change one of the routes",
  },
  UNIT_CLASH: {
    means: "two units, or what is made for them, have the same name; or a unit holds functions that cannot be together",
    help: "rename one, or regroup them with --unit or units",
  },
  UNKNOWN_TARGET: {
    means: "a target is no provider of the registry and no adapter module",
    help: "use aws, gcp, azure, vercel, or the path of a module that exports an adapter",
  },
  INVALID_ADAPTER: {
    means: "a module exports no adapter, or one that contradicts itself",
    help: "export one object that satisfies Adapter of unmoor/adapter",
  },
  UNKNOWN_SHAPE: {
    means: "a shape is chosen that the provider does not have, or that does not carry the trigger",
    help: "use one of those that the message lists",
  },
  MISSING_TRIGGER: {
    means: "the provider lacks a trigger",
    help: "leave the function out of that target (without), or use another source",
  },
  MISSING_TRAIT: {
    means: "the provider, or the chosen shape, lacks what a function asks for",
    help: "choose another shape, do without, or accept what is lost by name with degrade",
  },
  LIMIT_EXCEEDED: {
    means: "a function asks for more than the platform gives",
    help: "lower the function's timeout, or choose a shape that lasts longer",
  },
  DOCUMENT_NOT_FOUND: {
    means: "the file to verify does not exist",
    help: "name a file, or a folder, after --verify",
  },
  INVALID_DOCUMENT: {
    means: "the file to verify is neither YAML nor JSON",
    help: "name what the provider's tool deploys with",
  },
  UNKNOWN_DOCUMENT: {
    means: "the file to verify is nothing that the target deploys with",
    help: "name a template, Terraform JSON, host.json, vercel.json or .vercel/output, and its provider as --target",
  },
  OUT_NOT_OURS: {
    means: "the output folder holds files that are not of a build",
    help: "choose another folder with --out, or empty it",
  },
  FOREIGN_FILE: {
    means: "a file of the user lies where the build writes",
    help: "move it away, or choose another folder with --out",
  },
  INVALID_TARGET_CONFIG: {
    means: "an option of one provider has a value that it cannot have",
    help: "see the message for what it takes",
  },
  INVALID_LIMIT: {
    means: "a unit asks for time, memory or deliveries that AWS does not give",
    help: "stay within the range that the message names",
  },
  INVALID_UNIT: {
    means: "a unit of events or a task has several functions, and Google Cloud starts one with each service",
    help: "take the functions apart: one unit each",
  },
  SOURCE_CLASH: {
    means: "several functions take from one queue, and Vercel would hand every message to each",
    help: "use a topic, or one function",
  },
  NOT_A_TARGET: {
    means: "the in-memory provider is asked to build",
    help: "use simulate() of unmoor/testing",
  },
} as const;
