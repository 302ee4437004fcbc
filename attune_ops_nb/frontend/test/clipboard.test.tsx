/** What is copied, and where browsers give no clipboard. */

import { afterEach, expect, test, vi } from "vitest";
import { CopyMenu } from "../src/views/copy_menu";
import { press, show, text } from "./showing";

afterEach(() => {
  vi.unstubAllGlobals();
});

test("what is copied as Python runs in a notebook that does not know the magic yet", async () => {
  const writeText = vi.fn().mockResolvedValue(undefined);
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  show(<CopyMenu python="df = %attune workers" />);
  await press("Copy as Python");
  expect(writeText).toHaveBeenCalledWith("%load_ext attune_ops\ndf = %attune workers");
});

test("a page that came over plain HTTP copies, too", async () => {
  vi.stubGlobal("navigator", {});
  const copied: string[] = [];
  document.execCommand = () => copied.push((document.activeElement as HTMLTextAreaElement).value) > 0;
  show(<CopyMenu csv={() => "model,cost"} />);
  await press("Copy as CSV");
  expect([copied, text()]).toEqual([["model,cost"], "Copy as CSVCSV copied"]);
});
