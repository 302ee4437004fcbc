/** Where the items of the file browser lie on disk. */

import type { Info } from "../types.gen";

/** JupyterLab shortens the home folder to `~`; where it is, the engine's own folders tell. */
export function withHome(root: string, info: Pick<Info, "project_root" | "attune_home"> | null): string {
  if (!root.startsWith("~") || info === null) return root;
  const tail = root.slice(1);
  if (info.project_root.endsWith(tail)) return info.project_root;
  return info.attune_home.endsWith("/.attune") ? info.attune_home.replace(/\/\.attune$/, tail) : root;
}

/** The path of an item of the file browser, which counts from the root of the server. */
export function absolute(root: string, path: string): string {
  const plain = path.includes(":") ? path.slice(path.indexOf(":") + 1) : path;
  return root === "" ? plain : `${root.replace(/\/$/, "")}/${plain}`;
}
