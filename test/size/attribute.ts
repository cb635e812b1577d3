import { type AppName, bundle } from "./bundle.ts";

/** `node --conditions=source test/size/attribute.ts aws [app] [shape] [fetch]`: bytes of a unit by module. */
const [provider = "aws", app = "http", shape, fetch] = process.argv.slice(2);
const { bytes: all, modules } = await bundle(provider, app as AppName, {
  ...(shape && { http: shape }),
  ...(fetch && { fetch: fetch as "light" }),
});
for (const [module, bytes] of modules) console.log(String(bytes).padStart(6), module || "(none)");
console.log(String(all).padStart(6), "all");
