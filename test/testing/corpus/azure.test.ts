import { proveCorpus } from "./prove.ts";

proveCorpus("azure");
