import { proveCorpus } from "./prove.ts";

proveCorpus("vercel");
