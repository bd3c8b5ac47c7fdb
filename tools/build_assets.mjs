// Bundles what the browser gets from lineofsight/base/ui/assets into lineofsight/base/ui/static/ls.
// Entry names are stable (ls.css, ls.js): templates name them, and the static files storage adds the content hash.
// `--watch` rebuilds on every change.

import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, "lineofsight/base/ui/assets");
const target = join(root, "lineofsight/base/ui/static/ls");
const watch = process.argv.includes("--watch");

const entries = ["index.css", "index.js"].map((name) => join(source, name));
const missing = entries.filter((entry) => !existsSync(entry));
if (missing.length > 0) {
  console.error(`No asset source at ${missing.map((entry) => relative(root, entry)).join(" and ")}.`);
  process.exit(1);
}

// A reference to another host would break the promise that no request leaves this one; refuse it at build time.
const noForeignHost = {
  name: "no-foreign-host",
  setup(build) {
    build.onResolve({ filter: /^(https?:)?\/\// }, (found) => ({
      errors: [{ text: `${found.path} is on another host; take it from an npm package instead.` }],
    }));
  },
};

const options = {
  absWorkingDir: root,
  entryPoints: entries.map((entry) => ({ in: entry, out: "ls" })),
  outdir: target,
  bundle: true,
  minify: !watch,
  sourcemap: watch ? "linked" : false,
  legalComments: "linked",
  format: "iife",
  target: ["chrome123", "firefox120", "safari17.5"], // the first with light-dark(), see docs/decisions/0002-tabler.md
  nodePaths: [join(root, "node_modules")],
  assetNames: "[ext]/[name]",
  loader: { ".woff2": "file", ".woff": "empty", ".svg": "file", ".png": "file" },
  plugins: [noForeignHost],
  logLevel: "warning",
};

function report() {
  for (const name of readdirSync(target).filter((file) => /\.(css|js)$/.test(file))) {
    const path = join(target, name);
    const gzipped = gzipSync(readFileSync(path)).length;
    console.log(`${relative(root, path)}  ${kilobytes(statSync(path).size)}, ${kilobytes(gzipped)} compressed`);
  }
}

function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

rmSync(target, { recursive: true, force: true });
if (watch) {
  const context = await esbuild.context(options);
  await context.watch();
  console.log(`Watching ${relative(root, source)}; Ctrl-C ends it.`);
} else {
  // esbuild has already printed what is wrong and where; a stack trace would bury it.
  await esbuild.build(options).then(report, () => process.exit(1));
}
