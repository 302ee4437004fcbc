import { useState } from "preact/hooks";
import type { Info } from "../types.gen";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { problemText, useDoing } from "./hooks";
import { Notice } from "./notice";

/** Where runs are switched off: how to switch them on, and the button that does after a confirmation. */
export function RunSwitch({ info, verbs }: { readonly info: Info | null; readonly verbs: Verbs }) {
  const [asking, setAsking] = useState(false);
  const doing = useDoing();
  if (info === null || info.allow_run || info.read_only) return null;
  return (
    <Notice tone="warning">
      Runs are switched off: start with <code class="attune-code">--allow-run</code>, set{" "}
      <code class="attune-code">c.AttuneOps.allow_run</code>, or switch them on here.{" "}
      {asking ? (
        <span role="group" aria-label="Switch on runs">
          Workflows will run commands on this machine in {info.project_root}. The choice is kept in{" "}
          {info.attune_home}/ops/config.json.{" "}
          <Button
            look="primary"
            disabled={doing.busy}
            onClick={() => doing.start(() => verbs.allowRun(true))}
          >
            Switch on
          </Button>{" "}
          <Button onClick={() => setAsking(false)}>
            Leave off
          </Button>
        </span>
      ) : (
        <Button onClick={() => setAsking(true)}>
          Switch on runs…
        </Button>
      )}
      {doing.problem !== null && <p class="attune-bad">{problemText(doing.problem)}</p>}
    </Notice>
  );
}
