/** Text for the clipboard, also where a page came over plain HTTP: to those browsers give no clipboard. */

export async function toClipboard(text: string): Promise<void> {
  const offered: Clipboard | undefined = navigator.clipboard;
  if (offered !== undefined) return offered.writeText(text);
  const focused = document.activeElement;
  const place = document.createElement("textarea");
  place.value = text;
  place.style.position = "fixed";
  document.body.append(place);
  place.focus();
  place.select();
  const copied = document.execCommand("copy");
  place.remove();
  if (focused instanceof HTMLElement) focused.focus();
  if (!copied) throw new Error("the browser does not allow it");
}
