import type { Execution, Suggestion, WorkflowEntry } from "../types.gen";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { problemText, useDoing } from "./hooks";

interface Props {
  readonly execution: Execution;
  readonly workflows: readonly WorkflowEntry[];
  readonly verbs: Verbs;
}

/** What to run next. A chip starts it on the same scope and the new run remembers where it came from. */
export function Suggestions({ execution, workflows, verbs }: Props) {
  const doing = useDoing();
  const nameOf = (name: string) => workflows.find(({ ref }) => ref === name)?.name ?? name;
  const offered = suggestions(execution, workflows);
  if (offered.length === 0) return null;
  const start = (name: string, suggestion: Suggestion) =>
    doing.start(async () => {
      const scope = suggestion.args?.path ?? execution.scope;
      const trigger = "attune-rec" as const;
      const run = await verbs.run({ action_ref: name, scope, trigger, chained_from: execution.id });
      verbs.open({ view: "run", execution: run.id });
    });
  return (
    <section class="attune-block attune-chips" aria-label="What to run next">
      {offered.map((suggestion) => {
        const { name, url } = suggestion;
        if (name !== null) {
          return (
            <Button
              key={name}
              look="chip"
              disabled={doing.busy}
              title={`Run ${name} on the same scope`}
              onClick={() => start(name, suggestion)}
            >
              {suggestion.label ?? `Next: ${nameOf(name)}`}
            </Button>
          );
        }
        return url !== null && /^https?:\/\//i.test(url) ? (
          <a key={url} class="attune-chip" title={url} href={url} target="_blank" rel="noopener noreferrer">
            {suggestion.label ?? url}
          </a>
        ) : null;
      })}
      {doing.problem !== null && <p class="attune-bad">{problemText(doing.problem)}</p>}
    </section>
  );
}

/** What the run said itself, then what its workflow names as next, each once. */
function suggestions(execution: Execution, workflows: readonly WorkflowEntry[]): readonly Suggestion[] {
  const own = execution.suggestions;
  if (execution.status !== "completed") return own;
  const next = workflows.find(({ ref }) => ref === execution.action_ref)?.next ?? [];
  const fresh = next.filter((name) => own.every((each) => each.name !== name));
  const plain = { kind: "next-workflow", label: null, severity: null, args: null, url: null } as const;
  return [...own, ...fresh.map((name) => ({ ...plain, name }))];
}
