/** Where the views are opened. */

import type { JupyterFrontEnd } from "@jupyterlab/application";
import { expect, test, vi } from "vitest";
import { Tabs } from "../src/lab/tabs";

vi.mock("@jupyterlab/apputils", () => ({ WidgetTracker: class {}, MainAreaWidget: class {} }));
vi.mock("@lumino/widgets", () => ({ Widget: class {} }));

test("where the host has no tabs a view is opened as the page", () => {
  const open = vi.spyOn(window, "open").mockReturnValue(null);
  const app = { name: "Jupyter Notebook" } as JupyterFrontEnd;
  new Tabs(app, () => expect.fail("nobody needs a session")).open({ view: "run", execution: 7 });
  expect(open).toHaveBeenCalledExactlyOnceWith("/attune/#/runs/7");
});
