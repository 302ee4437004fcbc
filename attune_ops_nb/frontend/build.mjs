// Writes ../static and ../labextension from src, the same bytes each time.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const NAME = "attune-ops";
/** Bytes that may be: the first travels with every widget and into every saved notebook, the others are loaded once. */
const BUDGETS = {
  widget: 100_000,
  views: 270_000,
  page: 370_000,
  "labextension/lab": 380_000,
};
const SHARED = [
  "@jupyterlab/application",
  "@jupyterlab/apputils",
  "@jupyterlab/filebrowser",
  "@jupyterlab/launcher",
  "@jupyterlab/rendermime",
  "@jupyterlab/statusbar",
  "@lumino/widgets",
];
const here = dirname(fileURLToPath(import.meta.url));
const STATIC = join(here, "..", "static");
const LAB = join(here, "..", "labextension");

async function main() {
  const version = await packageVersion();
  const css = await text("src/style/index.css");
  const widgetCss = await text("src/style/widget.css");
  const viewsCss = await text("src/style/views.css");
  const define = { ATTUNE_VERSION: JSON.stringify(version) };
  const widget = await text("src/widget.ts", { define });
  const views = await farViews(define);
  const page = await text("src/page.ts", { define, format: "iife" });
  const far = { "views.js": views, "views.css": viewsCss };
  const files = { "widget.js": widget, "widget.css": widgetCss, ...far, "page.js": page, "page.css": css };
  const lab = await labextension(version, css, define);
  withinBudgets(sizes({ ...files, ...lab }));
  const record = json({ version, sources: await sources(), sizes: sizes({ ...files, ...lab }) });
  await filled(STATIC, { ...files, "BUILD.json": record });
}

/**
 * The views that a widget loads when they are first shown, as a function of the modules it shares.
 *
 * Those are named in src/parts.ts; each import of one of them asks the widget for its own.
 */
async function farViews(define) {
  const parts = await readFile(join(here, "src/parts.ts"), "utf8");
  const names = [...parts.matchAll(/^import \* as \w+ from "([^"]+)"/gm)].map(([, path]) => path.replace("./", ""));
  const sharedParts = {
    name: "shared-parts",
    setup(plugins) {
      plugins.onResolve({ filter: /.*/ }, ({ path, resolveDir }) => {
        const own = path.startsWith(".") ? named(join(resolveDir, path)).replace("src/", "") : path;
        return names.includes(own) ? { path: own, external: true } : undefined;
      });
    },
  };
  const made = await text("src/views/far.ts", { define, format: "cjs", plugins: [sharedParts] });
  return `export default (require) => {const module = {exports: {}};${made};return module.exports;};\n`;
}

async function labextension(version, css, define) {
  const bundle = await text("src/lab.ts", {
    define: { ...define, ATTUNE_CSS: JSON.stringify(css) },
    plugins: [sharedModules],
  });
  const bundleName = `lab.${digest(bundle).slice(0, 16)}.js`;
  const entry = await text("src/remote.ts", {
    define: { LAB_BUNDLE: JSON.stringify(`./${bundleName}`), SHARED_NAMES: JSON.stringify(SHARED) },
    format: "iife",
  });
  const entryName = `remoteEntry.${digest(entry).slice(0, 16)}.js`;
  await filled(join(LAB, "static"), { [bundleName]: bundle, [entryName]: entry });
  const _build = { load: `static/${entryName}`, extension: "./extension" };
  const jupyterlab = { extension: true, outputDir: "../labextension", _build };
  const description = "Run workflows of Attune Ops from JupyterLab and watch them live";
  const manifest = json({ name: NAME, version, description, jupyterlab });
  await filled(LAB, { "package.json": manifest }, ["static"]);
  return { [`labextension/${bundleName}`]: bundle, [`labextension/${entryName}`]: entry };
}

/** Imports of JupyterLab's own modules become look-ups of what `remote.ts` has laid out. */
const sharedModules = {
  name: "shared-modules",
  setup(plugins) {
    const known = /^@(jupyterlab|lumino)\//;
    plugins.onResolve({ filter: known }, ({ path }) => {
      if (!SHARED.includes(path)) throw new Error(`${path} is not among SHARED in build.mjs`);
      return { path, namespace: "shared" };
    });
    plugins.onLoad({ filter: /.*/, namespace: "shared" }, ({ path }) => ({
      contents: `module.exports = window._attuneShared[${JSON.stringify(path)}];`,
    }));
  },
};

async function text(entry, options = {}) {
  const result = await build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    jsx: "transform",
    jsxFactory: "h",
    jsxFragment: "Fragment",
    inject: ["src/jsx.ts"],
    tsconfigRaw: { compilerOptions: { target: "ES2022", verbatimModuleSyntax: true } },
    ...options,
  });
  return result.outputFiles[0].text;
}

async function packageVersion() {
  const path = join(here, "..", "__init__.py");
  const source = await readFile(path, "utf8").catch(() => "");
  const found = /^__version__ = "([^"]+)"/m.exec(source);
  if (found === null) throw new Error(`${path} has no line __version__ = "…"`);
  return found[1];
}

/** The SHA-256 of every file the bundles are made from, by its path. */
async function sources() {
  const inside = await readdir(join(here, "src"), { recursive: true, withFileTypes: true });
  const written = inside.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const names = ["build.mjs", "package.json", "package-lock.json", ...written.map(named)];
  const hashes = {};
  for (const name of names.sort()) hashes[name] = digest(await readFile(join(here, name)));
  return hashes;
}

const sizes = (files) =>
  Object.fromEntries(Object.entries(files).map(([name, content]) => [name, Buffer.byteLength(content)]));

/** Stops the build where the files that begin with a name are larger together than they may be. */
function withinBudgets(sizes) {
  for (const [name, allowed] of Object.entries(BUDGETS)) {
    const ours = Object.entries(sizes).filter(([file]) => file.startsWith(`${name}.`));
    const bytes = ours.reduce((sum, [, size]) => sum + size, 0);
    if (bytes > allowed) throw new Error(`${name} has ${bytes} bytes; ${allowed} are allowed`);
  }
}

const named = (path) => relative(here, path).split(sep).join("/");

const digest = (content) => createHash("sha256").update(content).digest("hex");

const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

/** `folder` with these files and, besides `kept`, no others; a server that reads them meanwhile finds each of them whole. */
async function filled(folder, files, kept = []) {
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const beside = join(folder, `.${name}.${process.pid}`);
    await writeFile(beside, content);
    await rename(beside, join(folder, name));
  }
  const strangers = (await readdir(folder)).filter((name) => !name.startsWith(".") && !(name in files) && !kept.includes(name));
  for (const name of strangers) await rm(join(folder, name), { recursive: true, force: true });
}

await main();
