/** The icons of the views where JupyterLab shows one: lines on a field of 24 by 24, in the colour of its own. */

import type { Place } from "../verbs";
import type { Overview } from "../views/index";
import { ICON_CLASS } from "./style";

const LINES: Readonly<Record<Overview, string>> = {
  home: "M3.5 11.5 12 4l8.5 7.5M6 9.5V20h4v-6h4v6h4V9.5",
  workflows: "M4 4h6v6H4ZM14 14h6v6h-6ZM7 10v7h7",
  runs: "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18ZM10 8.5v7l5.5-3.5Z",
  approvals: "M4 4h16v16H4ZM8 12l3 3 5-6",
  costs: "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18ZM15 9.5C14.6 8.4 13.4 8 12 8s-2.8.6-2.8 2c0 3 5.8 1.2 5.8 4.1 0 1.3-1.5 1.9-3 1.9s-2.7-.6-3.1-1.7M12 6.2v11.6",
  telemetry: "M3 12h4l3-8 4 16 3-8h4",
  sessions: "M4 4h16v12h-9l-5 4v-4H4Z",
  specs: "M6 3h8l4 4v14H6ZM14 3v4h4M9 12h6M9 16h6",
  memory: "M6 3h12v18l-6-5-6 5Z",
  bulletin: "M4 10v4h3l9 5V5l-9 5ZM19 9.5a4 4 0 0 1 0 5",
  health: "M12 20C8 17 4 13.5 4 9.3A4.2 4.2 0 0 1 12 7.6a4.2 4.2 0 0 1 8 1.7C20 13.5 16 17 12 20Z",
  packs: "M12 3l8 4.5v9L12 21l-8-4.5v-9ZM4 7.5l8 4.5 8-4.5M12 12v9",
  workers: "M4 4h16v6H4ZM4 14h16v6H4ZM8 7h.01M8 17h.01",
  settings: "M4 7h9M17 7h3M4 17h3M11 17h9M13 4.5v5h4v-5ZM7 14.5v5h4v-5Z",
};

/** The class that draws the icon of a view, or of a tab at a place. */
export const iconOf = (view: Place["view"]): string =>
  `${ICON_CLASS} ${ICON_CLASS}-${view === "run" || view === "record" ? "runs" : view}`;

/** What the classes mean. */
export const iconRules = (): string =>
  Object.entries(LINES)
    .map(([view, lines]) => `.${ICON_CLASS}-${view}{mask-image:url("data:image/svg+xml,${encodeURIComponent(drawn(lines))}")}`)
    .join("");

const drawn = (lines: string): string =>
  `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='#000' stroke-width='1.8' stroke-linecap='round' stroke-linejoin='round'><path d='${lines}'/></svg>`;
