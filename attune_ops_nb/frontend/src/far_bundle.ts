/** The far views of a widget, fetched from wherever the widget gets its answers. */

import { h } from "preact";
import type { Transport } from "./core/transport";
import { PARTS } from "./parts";
import type { FarViews } from "./views/far";

type Make = (part: (name: string) => unknown) => { readonly FAR: FarViews };

/** Where the server serves what was built; a kernel answers for the same addresses. */
const AT = "../static/attune_ops/";
const loading = new WeakMap<Transport, Promise<FarViews>>();

/** Loads them once; after a failure, again. */
export function farViews(transport: Transport): Promise<FarViews> {
  const known = loading.get(transport);
  if (known !== undefined) return known;
  const made = load(transport);
  loading.set(transport, made);
  made.catch(() => loading.delete(transport));
  return made;
}

async function load(transport: Transport): Promise<FarViews> {
  const [script, style] = await Promise.all([transport.bytes(`${AT}views.js`), transport.bytes(`${AT}views.css`)]);
  const address = URL.createObjectURL(new Blob([script.slice()], { type: "text/javascript" }));
  try {
    const { default: make } = (await import(/* @vite-ignore */ address)) as { readonly default: Make };
    const { FAR } = make((name) => PARTS[name]);
    return styled(FAR, new TextDecoder().decode(style));
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Each view with its style beside it: a widget may stand in a shadow of the page. */
function styled(views: FarViews, css: string): FarViews {
  const dressed = Object.entries(views).map(([name, View]) => {
    const Dressed = (props: object) => [h("style", { key: "style" }, css), h(View as never, { key: "view", ...props })];
    return [name, Dressed] as const;
  });
  return Object.fromEntries(dressed) as unknown as FarViews;
}
