/** A view on a page, and what a reader does with it. */

import { render, type ComponentChild } from "preact";
import { act } from "preact/test-utils";
import { afterEach } from "vitest";
import type { OverviewPlace } from "../src/verbs";
import type { ViewProps } from "../src/views/index";
import { state, verbs } from "./examples";

let place = document.createElement("div");

export function show(view: ComponentChild): HTMLElement {
  place = document.body.appendChild(document.createElement("div"));
  act(() => render(view, place));
  return place;
}

afterEach(() => {
  render(null, place);
  place.remove();
});

export const props = (view: OverviewPlace["view"], given: Partial<ViewProps> = {}): ViewProps => ({
  state: state(),
  verbs: verbs(),
  place: { view },
  ...given,
});

export const text = (): string => place.textContent ?? "";

function button(label: string): HTMLElement {
  const all = [...place.querySelectorAll<HTMLElement>("button, summary")];
  const found =
    all.find((each) => each.textContent?.trim() === label || each.getAttribute("aria-label") === label) ??
    all.find((each) => each.textContent?.includes(label) === true);
  if (found === undefined) throw new Error(`there is no button ${label} in ${place.textContent}`);
  return found;
}

/** What a press starts may answer a little later. */
const answered = () => new Promise((resolve) => setTimeout(resolve));

export const press = (label: string) =>
  act(async () => {
    button(label).click();
    await answered();
  });

export const fill = (selector: string, value: string, event = "input") =>
  act(async () => {
    const field = place.querySelector<HTMLInputElement | HTMLSelectElement>(selector);
    if (field === null) throw new Error(`there is no ${selector}`);
    field.value = value;
    field.dispatchEvent(new Event(event, { bubbles: true }));
  });

export const submit = () =>
  act(async () => {
    place.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await answered();
  });

export const key = (selector: string, name: string) =>
  act(async () => {
    place.querySelector(selector)?.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
  });
