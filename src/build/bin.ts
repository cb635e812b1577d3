#!/usr/bin/env node
import { run } from "./cli.ts";

// The registry enters by the package's own name, as any adapter does: nothing in src imports adapters/, and a published
// package loads the very modules that users of `unmoor/adapters` get.
const { adapters } = await import("unmoor/adapters");

process.exitCode = await run(
  process.argv.slice(2),
  {
    isTTY: process.stdout.isTTY === true,
    colors: process.stdout.isTTY === true && process.stdout.hasColors(),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  },
  adapters,
);
