import type { Status } from "../types.gen";

const MARK = {
  requested: "◌",
  scheduling: "◌",
  scheduled: "◔",
  running: "▶",
  completed: "✓",
  failed: "✗",
  canceling: "◼",
  cancelled: "◼",
  timeout: "◷",
  abandoned: "⚠",
} as const satisfies Record<Status, string>;

const WORD = {
  requested: "requested",
  scheduling: "scheduling",
  scheduled: "preparing",
  running: "running",
  completed: "completed",
  failed: "failed",
  canceling: "stopping",
  cancelled: "stopped",
  timeout: "timed out",
  abandoned: "abandoned",
} as const satisfies Record<Status, string>;

const TONE = {
  requested: "waiting",
  scheduling: "waiting",
  scheduled: "waiting",
  running: "running",
  completed: "good",
  failed: "bad",
  canceling: "waiting",
  cancelled: "stopped",
  timeout: "bad",
  abandoned: "bad",
} as const satisfies Record<Status, string>;

/** A status as a mark and a word; in a narrow place the mark alone, with the word for readers of screens. */
export const StatusBadge = ({ status, brief = false }: { readonly status: Status; readonly brief?: boolean }) => (
  <span class={`attune-status attune-tone-${TONE[status]}`} title={WORD[status]}>
    <span class="attune-status-mark" aria-hidden="true">
      {MARK[status]}
    </span>
    <span class={brief ? "attune-unseen" : undefined}>{WORD[status]}</span>
  </span>
);
