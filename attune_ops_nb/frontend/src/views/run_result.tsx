import type { Execution } from "../types.gen";
import { JsonTree } from "./json_tree";

/** Keys of a result that the header, the notice or the log show already. */
const SHOWN_ELSEWHERE: ReadonlySet<string> = new Set([
  "succeeded",
  "error",
  "exit_code",
  "duration_ms",
  "stdout",
  "stderr_log",
  "cancelled",
  "data",
]);

/** What a run gave back: parsed output as a tree or text, and whatever else its result says. */
export function RunResult({ execution }: { readonly execution: Execution }) {
  const result = execution.result ?? {};
  const rest = Object.fromEntries(Object.entries(result).filter(([name]) => !SHOWN_ELSEWHERE.has(name)));
  const said = execution.workflow_def === null ? result.data : output(result);
  return (
    <>
      {said !== undefined && said !== null && (
        <section class="attune-block">
          <h3 class="attune-block-title">Result</h3>
          {typeof said === "string" ? <pre class="attune-pre">{said}</pre> : <JsonTree value={said} />}
        </section>
      )}
      {execution.workflow_def === null && Object.keys(rest).length > 0 && (
        <section class="attune-block">
          <JsonTree name="more" value={rest} open={0} />
        </section>
      )}
      <Report report={execution.report} />
    </>
  );
}

/** What a workflow gives: all but what is shown with its graph. */
function output(result: Readonly<Record<string, unknown>>): unknown {
  const own = Object.entries(result).filter(([name]) => name !== "succeeded" && name !== "error" && name !== "errors");
  return own.length === 0 ? null : Object.fromEntries(own);
}

export const Report = ({ report }: Pick<Execution, "report">) =>
  report === null ? null : (
    <section class="attune-block">
      <h3 class="attune-block-title">Report</h3>
      <JsonTree value={report} />
    </section>
  );
