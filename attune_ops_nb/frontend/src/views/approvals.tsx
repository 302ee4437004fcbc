import { useEffect } from "preact/hooks";
import { isRecord } from "../core/transport";
import { plural } from "../format";
import type { Execution, Inquiry, InquiryStatus } from "../types.gen";
import { Button } from "./button";
import { Empty } from "./empty";
import { useNow } from "./hooks";
import type { ViewProps } from "./index";
import { InquiryForm } from "./inquiry_form";
import { JsonTree } from "./json_tree";
import { PENDING, usePending } from "./pending";
import { Reading } from "./reading";
import { Section } from "./section";
import { Tag, type TagTone } from "./tag";
import { useReading } from "./use_reading";
import { When } from "./when";
import { nameOf } from "./workflow_names";

const RECENT = "api/v1/inquiries?per_page=100";

/** What waits for somebody's answer, and what was answered. */
export function Approvals(props: ViewProps) {
  const { state, verbs } = props;
  const pending = usePending(props);
  const recent = useReading<readonly Inquiry[]>(props, RECENT, { seconds: 60 });
  const now = useNow(false);
  useEffect(() => verbs.wantWorkflows(), [state.workflows, state.info]);
  return (
    <div class="attune-view attune-approvals">
      <Reading
        state={state}
        of={pending}
        what="What waits for an answer"
        again={() => verbs.refresh(PENDING)}
        empty={(inquiries) =>
          inquiries.length > 0 ? null : (
            <Empty title="Nothing waits for an answer.">
              <p>
                A workflow that comes to <code class="attune-code">core.ask</code> waits here until somebody answers.
              </p>
            </Empty>
          )
        }
      >
        {(inquiries) => (
          <Section title={inquiries.length === 1 ? "1 question waits" : `${inquiries.length} questions wait`}>
            {[...inquiries].reverse().map((inquiry) => (
              <Question key={inquiry.id} {...props} inquiry={inquiry} now={now} />
            ))}
          </Section>
        )}
      </Reading>
      <Reading state={state} of={recent} what="What was answered" again={() => verbs.refresh(RECENT)}>
        {(inquiries) => {
          const closed = inquiries.filter(({ status }) => status !== "pending");
          return closed.length === 0 ? null : (
            <Section title="Answered" beside={<span class="attune-dim">{plural(closed.length, "question")}</span>}>
              <ul class="attune-answered">
                {closed.map((inquiry) => (
                  <Answered key={inquiry.id} {...props} inquiry={inquiry} now={now} />
                ))}
              </ul>
            </Section>
          );
        }}
      </Reading>
    </div>
  );
}

interface OneProps extends ViewProps {
  readonly inquiry: Inquiry;
  readonly now: number;
}

function Question(props: OneProps) {
  const { inquiry, verbs, now } = props;
  return (
    <div class="attune-question">
      <InquiryForm inquiry={inquiry} verbs={verbs} />
      <p class="attune-dim attune-question-from">
        <From {...props} />, asked <When at={inquiry.created} now={now} />
      </p>
    </div>
  );
}

/** What asked, and in which run. */
function From({ state, verbs, inquiry }: OneProps) {
  const execution = state.executions.get(inquiry.execution);
  const parent = execution?.parent ?? null;
  useEffect(() => verbs.wantExecution(inquiry.execution), [inquiry.execution]);
  useEffect(() => (parent === null ? undefined : verbs.wantExecution(parent)), [parent]);
  const run = parent === null ? execution : state.executions.get(parent);
  const task = execution?.workflow_task?.task_name;
  const name = nameOf(state);
  return (
    <>
      <Button look="link" onClick={() => verbs.open({ view: "run", execution: run?.id ?? inquiry.execution })}>
        {titleOf(run, name) ?? `#${inquiry.execution}`}
      </Button>
      {task === undefined ? "" : `, task ${task}`}
    </>
  );
}

const titleOf = (run: Execution | undefined, name: (ref: string) => string): string | null =>
  run === undefined ? null : `${name(run.action_ref)} #${run.id}`;

/** What was answered, a field after the other; what has parts, as a tree. */
function Answer({ response }: { readonly response: unknown }) {
  if (!isRecord(response)) return <span>{String(response ?? "")}</span>;
  const flat = Object.values(response).every((value) => typeof value !== "object" || value === null);
  if (!flat) return <JsonTree name="answer" value={response} open={1} />;
  return <span>{Object.entries(response).map(([name, value]) => `${name}: ${String(value)}`).join(" · ")}</span>;
}

const HOW: Readonly<Record<InquiryStatus, readonly [string, TagTone]>> = {
  pending: ["waits", "warn"],
  responded: ["answered", "good"],
  timeout: ["timed out", "bad"],
  cancelled: ["taken back", "plain"],
};

function Answered(props: OneProps) {
  const { inquiry, now } = props;
  const [word, tone] = HOW[inquiry.status];
  const { response } = inquiry;
  return (
    <li class="attune-answered-item">
      <span class="attune-answered-line">
        <Tag tone={tone}>{word}</Tag>
        <span class="attune-answered-prompt">{inquiry.prompt}</span>
        <span class="attune-dim">
          <When at={inquiry.responded_at ?? inquiry.updated} now={now} />
        </span>
      </span>
      <span class="attune-dim">
        <From {...props} />
      </span>
      {inquiry.status === "responded" && <Answer response={response} />}
    </li>
  );
}
