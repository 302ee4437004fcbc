import { useEffect, useState } from "preact/hooks";
import { exactly, insideProject, shell } from "../format";
import type { Execution, Info, RunTrigger } from "../types.gen";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { Fact } from "./fact";
import { JsonTree } from "./json_tree";

export const TRIGGER = {
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
  const [open, setOpen] = useState(false);
  const { chained_from, command, config, created, executor, original_execution, trigger } = execution;
  const goTo = (id: number) => (
    <Button look="link" onClick={() => verbs.open({ view: "run", execution: id })}>
      #{id}
    </Button>
  );
  return (
    <details class="attune-block attune-provenance" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class="attune-block-title">How it was run</summary>
      <dl class="attune-facts">
        <Fact name="Action">{execution.action_ref}</Fact>
        <Fact name="Scope">{insideProject(execution.scope, execution.project ?? info?.project_root ?? null)}</Fact>
        {(trigger !== null || executor !== null) && (
          <Fact name="Started">
            {executor !== null && <Who identity={executor} asked={open} verbs={verbs} />}
            {executor !== null && trigger !== null && ", "}
            {trigger !== null && TRIGGER[trigger]}
            {chained_from !== null && <>, chained from {goTo(chained_from)}</>}
          </Fact>
        )}
        {original_execution !== null && <Fact name="Repeats">{goTo(original_execution)}</Fact>}
        {created !== null && <Fact name="Asked for">{exactly(created)}</Fact>}
        {execution.attempt > 1 && <Fact name="Attempt">{execution.attempt}</Fact>}
        {command !== null && (
          <Fact name="Command">
            <code class="attune-code">{shell(command)}</code>
          </Fact>
        )}
        {config !== null && Object.keys(config).length > 0 && (
          <Fact name="Parameters">
            <JsonTree value={config} />
          </Fact>
        )}
      </dl>
    </details>
  );
}

interface WhoProps {
  readonly identity: number;
  readonly asked: boolean;
  readonly verbs: Verbs;
}

/** Who asked for a run, by login as soon as it is known. */
function Who({ identity, asked, verbs }: WhoProps) {
  const [login, setLogin] = useState(`identity ${identity}`);
  useEffect(() => {
    // Where logins cannot be had, the number has to do.
    if (asked) verbs.login(identity).then(setLogin, () => undefined);
  }, [identity, asked]);
  return <>by {login}</>;
}
