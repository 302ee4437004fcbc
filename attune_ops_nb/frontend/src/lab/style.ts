/** Our style sheet and icons in JupyterLab's page. */

declare const ATTUNE_CSS: string;

const ID = "attune-ops-style";

/** Adds them once, with the rules of the icons. */
export function useStyle(icons: string): void {
  if (document.getElementById(ID) !== null) return;
  const style = document.createElement("style");
  style.id = ID;
  style.textContent = ATTUNE_CSS + icons;
  document.head.append(style);
}

/** The class that draws our mark where JupyterLab puts an icon. */
export const ICON_CLASS = "attune-icon";
