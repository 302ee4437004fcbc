import { duration, seconds } from "../format";
import type { Execution } from "../types.gen";
import { Notice } from "./notice";

/** Why a run did not end well, first of all. Nothing for one that did. */
export function RunOutcome({ execution }: { readonly execution: Execution }) {
  const why = reason(execution);
  if (why === null) return null;
  const tone = execution.status === "cancelled" ? "info" : "error";
  return (
    <Notice tone={tone}>
      <span class={`attune-reason ${why.includes("\n") ? "attune-code" : ""}`}>{why}</span>
      {execution.sdk_stderr !== null && execution.sdk_stderr !== why && (
        <details>
          <summary>What the tool said{execution.sdk_error_kind === null ? "" : ` (${execution.sdk_error_kind})`}</summary>
          <pre class="attune-pre">{execution.sdk_stderr}</pre>
        </details>
      )}
    </Notice>
  );
}

function reason(execution: Execution): string | null {
  const result = execution.result ?? {};
  const said = typeof result.error === "string" && result.error !== "" ? result.error : null;
  // A workflow shows its own log of errors.
  if (execution.workflow_def !== null && execution.status === "failed" && Array.isArray(result.errors)) return null;
  const code = typeof result.exit_code === "number" ? result.exit_code : null;
  switch (execution.status) {
    case "failed":
      return said ?? (code === null ? "It failed; the log may say why." : `It ended with exit code ${code}; the log may say why.`);
    case "timeout":
      return said ?? "Its time was up, so it was stopped.";
    case "abandoned":
      return said ?? "Its worker was lost, and it may not be run twice. Run it again if that is safe.";
    case "cancelled":
      return said ?? "It was stopped.";
    default:
      return null;
  }
}

/** One line about the end: exit code and duration. */
export function RunEnd({ execution }: { readonly execution: Execution }) {
  const took = seconds(execution.started_at, execution.completed_at, Date.now());
  const code = execution.result?.exit_code;
  return (
    <p class="attune-run-end">
      {typeof code === "number" && <span>exit code {code}</span>}
      {took !== null && <span>took {duration(took)}</span>}
      {execution.attempt > 1 && <span>attempt {execution.attempt}</span>}
    </p>
  );
}
