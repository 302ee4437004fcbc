/** Whether something is about the scope that was chosen. */

import type { State } from "../state";

/**
 * Whether a path lies in the scope, or the scope in it; paths are absolute or of the project.
 *
 * What names no path is about all of the project, and so about every part of it.
 */
export function meets(path: string | null, { scope, info }: Pick<State, "scope" | "info">): boolean {
  const [one, other] = [inside(path ?? "", info?.project_root), inside(scope, info?.project_root)];
  return one === "" || other === "" || one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

function inside(path: string, root: string | undefined): string {
  const short = root !== undefined && `${path}/`.startsWith(`${root}/`) ? path.slice(root.length) : path;
  return short.replace(/^[./]+/, "").replace(/\/+$/, "");
}
