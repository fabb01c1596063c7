'use strict';

/**
 * Builds everything that runs: `node esbuild.js [--watch] [--tests]`.
 *
 * Each bundle is one CommonJS file under `dist/`, with the source map beside it. A bundle that loads another one
 * (activation → host, command line → MCP server) names it by the source file, and finds it as a file at run time.
 * The build fails with a sentence when a bundle is over its limit, when activation would load a library, or when
 * the engine needs anything that is not plain JavaScript. `--tests` adds the suite that runs inside VS Code.
 */

const fs = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');

const root = __dirname;
const isWatching = process.argv.includes('--watch');
const hasTests = process.argv.includes('--tests');

/**
 * Limits are for the minified file, about a third over today's size, so that a library which slips in is seen.
 * Activation's is the one that readers feel: VS Code loads it on every start.
 */
const bundles = [
  {
    out: 'dist/extension.js',
    entry: 'src/extension/activate.ts',
    limitKb: 40,
    isOwnCodeOnly: true,
    isPieced: true,
  },
  { out: 'dist/host.js', entry: 'src/extension/host.ts', limitKb: 240, isPieced: true },
  { out: 'dist/worker.js', entry: 'src/worker/main.ts', limitKb: 1500 },
  { out: 'dist/parser.js', entry: 'src/parsing/main.ts', limitKb: 250 },
  { out: 'dist/eval.js', entry: 'src/evaluation/main.ts', limitKb: 560 },
  { out: 'dist/cli.js', entry: 'src/cli/main.ts', limitKb: 2600, banner: '#!/usr/bin/env node' },
  { out: 'dist/mcp.js', entry: 'src/mcp/main.ts', limitKb: 4000 },
  { out: 'dist/webview.js', entry: 'src/webview/main.tsx', limitKb: 900, isPanel: true },
  { out: 'dist/webview.css', madeBy: 'dist/webview.js', limitKb: 80 },
];

/** What the panel and the host say to each other, and what is stored: schemas, which cost more to make than to load. */
const schemaFiles = [
  'engine/answer.ts',
  'engine/prompt/part.ts',
  'engine/retrieval/chunk.ts',
  'engine/retrieval/hit.ts',
  'engine/retrieval/status.ts',
  'engine/session/session.ts',
  'webview/protocol.ts',
].map((file) => path.join(root, 'src', file));

/**
 * Parts of the host that it loads one after the other (`src/extension/activate.ts`), or on first use, so that the
 * thread that all extensions share is never busy for long. `holds`: what an import of it means.
 */
const pieces = [
  {
    out: 'dist/zod.js',
    limitKb: 140,
    holds: ['zod'],
    contents: () => `export { ${namesOfZod().join(', ')} } from 'zod';`,
  },
  {
    out: 'dist/openai.js',
    limitKb: 210,
    holds: ['openai', 'openai/streaming'],
    contents: () => `export * from 'openai'; export { Stream } from 'openai/streaming';`,
  },
  {
    out: 'dist/schemas.js',
    limitKb: 20,
    holds: schemaFiles,
    contents: () => schemaFiles.map((file) => `export * from ${JSON.stringify(file)};`).join('\n'),
  },
];

/** A namespace that crosses from bundle to bundle cannot be shaken: name what our code says of it, `z.object` and so on. */
function namesOfZod() {
  const known = new Set(Object.keys(require('zod')));
  const files = fs
    .readdirSync(path.join(root, 'src'), { recursive: true })
    .filter((name) => /\.tsx?$/.test(name));
  const texts = files.map((name) => fs.readFileSync(path.join(root, 'src', name), 'utf8'));
  const words = texts
    .filter((text) => text.includes("from 'zod'"))
    .flatMap((text) =>
      [...text.matchAll(/\bz\.(\w+)|\b(Zod\w+)/g)].map(([, member, name]) => member ?? name),
    );
  return [...new Set(words)].filter((word) => known.has(word));
}

/** Source files that are bundles of their own: whoever imports one loads it as a file, when it first needs it. */
const separate = new Map(
  bundles.filter((b) => b.entry).map((b) => [path.join(root, b.entry), path.basename(b.out)]),
);

/** Copied as they are. `from` may be absent while its room does not exist yet. */
const assets = [
  { from: 'node_modules/@vscode/codicons/dist/codicon.css', to: 'dist/codicon.css' },
  { from: 'node_modules/@vscode/codicons/dist/codicon.ttf', to: 'dist/codicon.ttf' },
];

/** A list of paths from the repository's root, kept by the parser's room: its WASM runtime and grammars. */
const grammarList = 'src/parsing/grammars.json';

const nodeOptions = {
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  external: ['vscode'],
  // `import()` of another bundle becomes a plain `require`, which VS Code's loader knows how to follow.
  supported: { 'dynamic-import': false },
  // ESM packages before CommonJS ones: only those can be shaken.
  mainFields: ['module', 'main'],
  // Its ESM form makes a `require` of its own, which hides the one that its `import()` becomes here.
  alias: { 'web-tree-sitter': path.join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
  define: {
    'import.meta.url': '__fileUrl',
    'import.meta.dirname': '__dirname',
    'import.meta.filename': '__filename',
  },
};

const fileUrl = "const __fileUrl=require('node:url').pathToFileURL(__filename).href;";

const panelOptions = {
  platform: 'browser',
  target: 'chrome130',
  format: 'iife',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.ttf': 'file', '.svg': 'dataurl' },
};

/** Leaves the import of another bundle's entry as `./name.js`. */
function keepBundlesApart(entry) {
  return {
    name: 'keep-bundles-apart',
    setup(build) {
      build.onResolve({ filter: /^\.\.?\// }, ({ path: target, resolveDir, kind }) => {
        // `./host.js` in a source file means `host.ts` beside it.
        const file = path.join(resolveDir, target).replace(/\.js$/, '.ts');
        const other = separate.get(file);
        if (other === undefined || file === entry) return undefined;
        if (kind === 'import-statement') {
          return {
            errors: [{ text: `${target} is a bundle of its own: load it when it is needed.` }],
          };
        }
        return { path: `./${other}`, external: true };
      });
    },
  };
}

/** Leaves the import of a piece as `./piece.js`. */
function keepPiecesApart(own) {
  return {
    name: 'keep-pieces-apart',
    setup(build) {
      build.onResolve({ filter: /./ }, ({ path: target, resolveDir, kind }) => {
        if (kind === 'entry-point') return undefined;
        const meant = target.startsWith('.') ? path.join(resolveDir, target) : target;
        const piece = pieces.find(({ holds }) => holds.includes(meant));
        if (piece === undefined || piece.out === own) return undefined;
        return { path: `./${path.basename(piece.out)}`, external: true };
      });
    },
  };
}

function optionsFor({ out, entry, contents, isPanel, isPieced, banner }) {
  const file = entry && path.join(root, entry);
  return {
    absWorkingDir: root,
    ...(contents ? { stdin: { contents: contents(), resolveDir: root } } : { entryPoints: [file] }),
    outfile: path.join(root, out),
    bundle: true,
    minify: !isWatching,
    // As it is written: an escape of a Korean letter takes twice its bytes.
    charset: 'utf8',
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
    plugins: [
      ...(entry ? [keepBundlesApart(file)] : []),
      ...(isPieced || contents ? [keepPiecesApart(out)] : []),
    ],
    ...(isPanel ? panelOptions : nodeOptions),
    ...(isPanel ? {} : { banner: { js: banner ? `${banner}\n${fileUrl}` : fileUrl } }),
  };
}

/** The suite for the extension host: one file that brings each `*.test.ts` in when mocha is ready for it. */
function suiteOptions() {
  const folder = path.join(root, 'test/host/suite');
  const files = fs.existsSync(folder)
    ? fs
        .readdirSync(folder)
        .filter((name) => name.endsWith('.test.ts'))
        .sort()
    : [];
  const loads = files.map((name) => `() => import('./${name}')`).join(', ');
  return {
    ...nodeOptions,
    absWorkingDir: root,
    stdin: {
      contents: `import { runSuite } from './run.ts';\nexport const run = () => runSuite([${loads}]);\n`,
      resolveDir: folder,
      sourcefile: 'suite.ts',
    },
    outfile: path.join(root, 'out/test/host.js'),
    bundle: true,
    sourcemap: 'inline',
    metafile: true,
    logLevel: 'silent',
    external: ['vscode', 'mocha'],
    supported: {},
    banner: { js: fileUrl },
  };
}

/** The engine must run anywhere: a bundle for no platform in particular has no `node:` and no DOM to fall back on. */
async function proveNeutral() {
  const entries = ['src/engine/engine.ts', 'src/engine/turn.ts'].filter((entry) =>
    fs.existsSync(path.join(root, entry)),
  );
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: path.join(root, 'out/neutral'),
    bundle: true,
    write: false,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    logLevel: 'silent',
  });
  console.log(`engine: ${entries.join(', ')} bundle for platform "neutral"`);
}

function breachesOf(bundle, { metafile }) {
  if (!bundle.isOwnCodeOnly) return [];
  const foreign = Object.keys(metafile.inputs).filter((input) => input.includes('node_modules/'));
  const packages = new Set(foreign.map((input) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)[1]));
  return [...packages].map(
    (name) =>
      `${bundle.out} would load ${name} on every start: import it from src/extension/host.ts, or lazily.`,
  );
}

function kb(bytes) {
  return Math.ceil(bytes / 1024);
}

/** Prints one row per bundle; gives a sentence for each one that is too large. */
function checkSizes() {
  const rows = [...bundles, ...pieces].filter(({ out }) => fs.existsSync(path.join(root, out)));
  const sized = rows.map((row) => ({ ...row, sizeKb: kb(fs.statSync(path.join(root, row.out)).size) }));
  console.log(`${'bundle'.padEnd(20)}${'KB'.padStart(8)}${'limit'.padStart(8)}`);
  for (const { out, sizeKb, limitKb } of sized) {
    console.log(`${out.padEnd(20)}${String(sizeKb).padStart(8)}${String(limitKb).padStart(8)}`);
  }
  return sized
    .filter(({ sizeKb, limitKb }) => sizeKb > limitKb)
    .map(
      ({ out, sizeKb, limitKb }) =>
        `${out} has ${sizeKb} KB, its limit is ${limitKb} KB (limits: esbuild.js).`,
    );
}

function copyAssets() {
  const list = path.join(root, grammarList);
  const grammars = fs.existsSync(list)
    ? JSON.parse(fs.readFileSync(list, 'utf8')).map((from) => ({
        from,
        to: `dist/grammars/${path.basename(from)}`,
      }))
    : [];
  for (const { from, to } of [...assets, ...grammars]) {
    fs.mkdirSync(path.dirname(path.join(root, to)), { recursive: true });
    fs.copyFileSync(path.join(root, from), path.join(root, to));
  }
  console.log(`assets: ${assets.length + grammars.length} files`);
}

function split(list, isWanted) {
  return [list.filter(isWanted), list.filter((item) => !isWanted(item))];
}

async function buildOnce(wanted) {
  const results = await Promise.all(
    wanted.map(async (bundle) => ({ bundle, result: await esbuild.build(optionsFor(bundle)) })),
  );
  if (hasTests) await esbuild.build(suiteOptions());
  const warnings = results.flatMap(({ result }) => result.warnings);
  for (const line of await esbuild.formatMessages(warnings, { kind: 'warning' }))
    console.warn(line.trimEnd());
  await proveNeutral();
  for (const { bundle } of results) {
    if (bundle.banner) fs.chmodSync(path.join(root, bundle.out), 0o755);
  }
  return [...results.flatMap(({ bundle, result }) => breachesOf(bundle, result)), ...checkSizes()];
}

/** Rebuilds what changed, until it is stopped. Nothing is minified, so no limit is checked. */
async function watch(wanted) {
  const options = [...wanted.map(optionsFor), ...(hasTests ? [suiteOptions()] : [])];
  for (const each of options) {
    const context = await esbuild.context({ ...each, logLevel: 'info' });
    await context.watch();
  }
  console.log('watching: edit a file under src/ and it is built again; Ctrl+C stops.');
}

async function main() {
  const [wanted, missing] = split(
    [...bundles.filter(({ entry }) => entry), ...pieces],
    ({ entry }) => entry === undefined || fs.existsSync(path.join(root, entry)),
  );
  for (const { out, entry } of missing) console.log(`skipped: ${out}, since ${entry} does not exist`);
  // A bundle whose source is gone must not linger and be shipped.
  if (!isWatching) fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  copyAssets();
  if (isWatching) return watch(wanted);
  for (const breach of await buildOnce(wanted)) {
    console.error(breach);
    process.exitCode = 1;
  }
}

main().catch(async (error) => {
  const lines = error.errors ? await esbuild.formatMessages(error.errors, { kind: 'error' }) : [error.stack];
  for (const line of lines) console.error(line.trimEnd());
  process.exit(1);
});
