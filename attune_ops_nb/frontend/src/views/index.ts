/**
 * The views of the dashboard, in the order of its navigation.
 *
 * A view is a file, a line here and a line in `far.ts`.
 */

import type { ComponentType } from "preact";
import type { State } from "../state";
import type { OverviewPlace, Place, Verbs } from "../verbs";

export const GROUPS = {
  work: "Work",
  money: "Money",
  project: "Project",
  system: "System",
} as const;

export const VIEWS = {
  home: { label: "Home", group: "work" },
  workflows: { label: "Workflows", group: "work" },
  runs: { label: "Runs", group: "work" },
  approvals: { label: "Approvals", group: "work" },
  costs: { label: "Costs", group: "money" },
  telemetry: { label: "Telemetry", group: "money" },
  sessions: { label: "Sessions", group: "money" },
  specs: { label: "Specs", group: "project" },
  memory: { label: "Memory", group: "project" },
  bulletin: { label: "Bulletin", group: "project" },
  health: { label: "Health", group: "project" },
  packs: { label: "Packs", group: "system" },
  workers: { label: "Workers", group: "system" },
  settings: { label: "Settings", group: "system" },
} as const satisfies Record<string, { readonly label: string; readonly group: keyof typeof GROUPS }>;

/** A view that is reached from the navigation. */
export type Overview = keyof typeof VIEWS;

/** What every one of them is given. */
export interface ViewProps {
  readonly state: State;
  readonly verbs: Verbs;
  readonly place: OverviewPlace;
}

export type ViewComponent = ComponentType<ViewProps>;

export const isOverview = (word: string): word is Overview => Object.hasOwn(VIEWS, word);

export const isOverviewPlace = (place: Place): place is OverviewPlace =>
  place.view !== "run" && place.view !== "record";
