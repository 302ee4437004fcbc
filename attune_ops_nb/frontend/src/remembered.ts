/** What the browser remembers for a project: the scope that was chosen last. */

const key = (projectRoot: string): string => `attune-ops:scope:${projectRoot}`;

export function rememberedScope(projectRoot: string): string {
  try {
    return localStorage.getItem(key(projectRoot)) ?? "";
  } catch {
    return ""; // a page may be kept from storing, as in a sandboxed frame
  }
}

export function rememberScope(projectRoot: string, scope: string): void {
  try {
    localStorage.setItem(key(projectRoot), scope);
  } catch {
    return; // the choice then holds as long as the page
  }
}
