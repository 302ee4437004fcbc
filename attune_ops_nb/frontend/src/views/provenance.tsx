import { insideProject, moment, shell } from "../format";
import type { Execution, Info, RunTrigger } from "../types.gen";
import type { Verbs } from "../verbs";
import { useNow } from "./hooks";
import { JsonTree } from "./json_tree";

const TRIGGER = {
  manual: "by hand",
  "attune-rec": "from a suggestion",
  "attune-heal": "to mend a failure",
} as const satisfies Record<RunTrigger, string>;

interface Props {
  readonly execution: Execution;
  readonly info: Info | null;
  readonly verbs: Verbs;
}

/** Where a run came from and what exactly ran. */
export function Provenance({ execution, info, verbs }: Props) {
  const now = useNow(false);
  const { chained_from, command, config, executor, trigger } = execution;
  const goTo = (id: number) => (
    <button type="button" class="attune-link-button" onClick={() => verbs.open({ view: "run", execution: id })}>
      #{id}
    </button>
  );
  return (
    <details class="attune-block attune-provenance">
      <summary class="attune-block-title">How it was run</summary>
      <dl class="attune-facts">
        <dt>Action</dt>
        <dd>{execution.action_ref}</dd>
        <dt>Scope</dt>
        <dd>{insideProject(execution.scope, execution.project ?? info?.project_root ?? null)}</dd>
        {trigger !== null && <dt>Started</dt>}
        {trigger !== null && (
          <dd>
            {TRIGGER[trigger]}
            {executor === null ? "" : `, identity ${executor}`}
            {chained_from !== null && <>, chained from {goTo(chained_from)}</>}
          </dd>
        )}
        {execution.original_execution !== null && <dt>Repeats</dt>}
        {execution.original_execution !== null && <dd>{goTo(execution.original_execution)}</dd>}
        <dt>Asked for</dt>
        <dd>{moment(execution.created, now)}</dd>
        {execution.attempt > 1 && <dt>Attempt</dt>}
        {execution.attempt > 1 && <dd>{execution.attempt}</dd>}
        {command !== null && <dt>Command</dt>}
        {command !== null && (
          <dd>
            <code class="attune-code">{shell(command)}</code>
          </dd>
        )}
        {config !== null && Object.keys(config).length > 0 && <dt>Parameters</dt>}
        {config !== null && Object.keys(config).length > 0 && (
          <dd>
            <JsonTree value={config} />
          </dd>
        )}
      </dl>
    </details>
  );
}
