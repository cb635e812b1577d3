import { proveCorpus } from "./prove.ts";

proveCorpus("aws");
