/**
 * The door by which JupyterLab loads us: `init` and `get` as it expects them of a federated extension.
 *
 * The host's own modules are taken from its share scope and laid where the bundle looks for them.
 */

type Factory = () => unknown;
type Shared = Readonly<Record<string, { readonly get: () => Promise<Factory> | Factory }>>;
type ShareScope = Readonly<Record<string, Shared | undefined>>;

declare const LAB_BUNDLE: string;
declare const SHARED_NAMES: readonly string[];
declare global {
  interface Window {
    _JUPYTERLAB?: Record<string, unknown>;
    _attuneShared?: Record<string, unknown>;
  }
}

const NAME = "attune-ops";
const here = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : "";
let scope: ShareScope = {};

async function shared(name: string): Promise<readonly [string, unknown]> {
  const offered = Object.values(scope[name] ?? {})[0];
  return [name, offered === undefined ? {} : (await offered.get())()];
}

async function load(): Promise<unknown> {
  window._attuneShared ??= Object.fromEntries(await Promise.all(SHARED_NAMES.map(shared)));
  // JupyterLab writes on what it is given, and the namespace of a module cannot be written on.
  return { __esModule: true, ...(await import(new URL(LAB_BUNDLE, here).href)) };
}

window._JUPYTERLAB ??= {};
window._JUPYTERLAB[NAME] = {
  init: (offered: ShareScope) => {
    scope = offered;
  },
  get: async (module: string): Promise<Factory> => {
    if (module !== "./extension") throw new Error(`${NAME} has no module ${module}`);
    const loaded = await load();
    return () => loaded;
  },
};

export {};
