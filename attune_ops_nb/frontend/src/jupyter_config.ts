/** The Jupyter server whose page this is, as the page itself says. */

import type { ServerSettings } from "./core/server_transport";
import { isRecord } from "./core/transport";

/** Its settings and root folder, or null on a page that is not Jupyter's. */
export function jupyterPage(): { readonly settings: ServerSettings; readonly root: string } | null {
  const source = document.getElementById("jupyter-config-data")?.textContent ?? "";
  if (source === "") return null;
  const config: unknown = JSON.parse(source);
  if (!isRecord(config)) return null;
  const text = (key: string): string => (typeof config[key] === "string" ? config[key] : "");
  const settings = { baseUrl: text("baseUrl") || "/", wsUrl: text("wsUrl"), token: text("token") };
  return { settings, root: text("serverRoot") };
}
