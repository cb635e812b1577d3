import { bundle } from "./bundle.ts";

/** `node --conditions=source test/size/attribute.ts aws [shape]`: bytes of the one-route unit by module. */
const [provider = "aws", shape] = process.argv.slice(2);
const { bytes: all, modules } = await bundle(provider, shape);
for (const [module, bytes] of modules) console.log(String(bytes).padStart(6), module || "(none)");
console.log(String(all).padStart(6), "all");
