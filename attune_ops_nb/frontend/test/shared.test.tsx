/** What views share about the room they have, and about what may be done in it. */

import { useState } from "preact/hooks";
import { expect, test, vi } from "vitest";
import { ReadOnly, useWidth } from "../src/views/hooks";
import { RunItem } from "../src/views/run_item";
import { rowOf } from "../src/views/run_rows";
import { execution, verbs } from "./examples";
import { press, show, text } from "./showing";

function Later() {
  const [here, setHere] = useState(false);
  const [ref, width] = useWidth<HTMLDivElement>(640);
  return here ? <div ref={ref}>{width}</div> : <button onClick={() => setHere(true)}>Show</button>;
}

test("the width is known of an element that comes after its view", async () => {
  vi.stubGlobal("ResizeObserver", class {
    constructor(private readonly seen: () => void) {}
    observe = () => this.seen();
    disconnect = () => undefined;
  });
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(300);
  show(<Later />);
  await press("Show");
  expect(text()).toBe("300");
});

test("where all is read-only no run can be stopped", () => {
  const row = rowOf(execution({ id: 3, status: "running" }));
  const place = show(<ReadOnly.Provider value={true}><RunItem row={row} name="Check" root={null} now={0} verbs={verbs()} /></ReadOnly.Provider>);
  expect(place.querySelector<HTMLButtonElement>("[aria-label='Stop run 3']")?.disabled).toBe(true);
});
