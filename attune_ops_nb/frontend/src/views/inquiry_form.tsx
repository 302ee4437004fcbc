import { useMemo, useState } from "preact/hooks";
import { Refusal } from "../core/transport";
import { duration, exactly } from "../format";
import { fieldsOf, parameters, problemsOf, untouched, type ParameterField, type Problems } from "../parameters";
import type { Inquiry } from "../types.gen";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { ConfirmButton } from "./confirm_button";
import { problemText, useDoing, useNow } from "./hooks";
import { ParametersForm } from "./parameters_form";

/** Readings that an answer makes old, besides the inquiries. */
const STALE = ["api/v1/executions"] as const;
const SOON = 60;

interface Props {
  readonly inquiry: Inquiry;
  readonly verbs: Verbs;
  /** Where it was asked, such as the task of a workflow. */
  readonly about?: string | null;
}

/** A question, the time that is left, and the form of its answer. */
export function InquiryForm({ inquiry, verbs, about = null }: Props) {
  const fields = useMemo(() => fieldsOf(inquiry.response_schema ?? {}), [inquiry.id]);
  const switches = fields.filter(({ kind }) => kind === "boolean");
  // One switch alone is the answer: then its two positions are the buttons.
  const decides = switches.length === 1 ? switches[0] : undefined;
  const typedFields = decides === undefined ? fields : fields.filter((field) => field !== decides);
  const [typed, setTyped] = useState(() => untouched(typedFields));
  const [text, setText] = useState("");
  const [problems, setProblems] = useState<Problems>({});
  const doing = useDoing();
  const answer = (more: Readonly<Record<string, unknown>>) => {
    const read = parameters(typedFields, typed);
    setProblems(read.problems);
    if (Object.keys(read.problems).length > 0) return;
    doing.start(async () => {
      const response = fields.length === 0 ? text : { ...read.values, ...more };
      await verbs.send("POST", `api/v1/inquiries/${inquiry.id}/respond`, { response }, STALE).catch((error: unknown) => {
        if (error instanceof Refusal) setProblems(problemsOf(error.details));
        throw error;
      });
    });
  };
  const take = () => verbs.send("POST", `api/v1/inquiries/${inquiry.id}/cancel`, {}, STALE);
  return (
    <form
      class="attune-inquiry"
      aria-label={`Question ${inquiry.id}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (decides === undefined) answer({});
      }}
    >
      <div class="attune-inquiry-head">
        <span class="attune-inquiry-mark" aria-hidden="true">
          ?
        </span>
        <p class="attune-inquiry-prompt">{inquiry.prompt}</p>
        <Left inquiry={inquiry} />
      </div>
      {about !== null && <p class="attune-dim">{about}</p>}
      {typedFields.length > 0 && <ParametersForm fields={typedFields} typed={typed} problems={problems} onType={setTyped} />}
      {fields.length === 0 && (
        <textarea class="attune-input" rows={2} aria-label="Answer" placeholder="Answer" value={text} onInput={(event) => setText(event.currentTarget.value)} />
      )}
      <div class="attune-chips">
        <AnswerButtons decides={decides} busy={doing.busy} onAnswer={answer} />
        <ConfirmButton label="Take it back…" question="Take the question back? What waits for it is cancelled." yes="Take it back" disabled={doing.busy} onYes={take} />
      </div>
      {doing.problem !== null && (
        <p class="attune-bad" role="alert">
          {problemText(doing.problem)}
        </p>
      )}
    </form>
  );
}

interface AnswerProps {
  readonly decides: ParameterField | undefined;
  readonly busy: boolean;
  readonly onAnswer: (more: Readonly<Record<string, unknown>>) => void;
}

function AnswerButtons({ decides, busy, onAnswer }: AnswerProps) {
  if (decides === undefined) {
    return (
      <Button look="primary" type="submit" disabled={busy}>
        Answer
      </Button>
    );
  }
  const { name, description } = decides;
  const [yes, no] = name === "approved" ? ["Approve", "Decline"] : [`${name}: yes`, `${name}: no`];
  return (
    <>
      <Button look="primary" title={description} disabled={busy} onClick={() => onAnswer({ [name]: true })}>
        ✓ {yes}
      </Button>
      <Button title={description} disabled={busy} onClick={() => onAnswer({ [name]: false })}>
        ✗ {no}
      </Button>
    </>
  );
}

/** How long it may still be answered. */
function Left({ inquiry: { timeout_at } }: Pick<Props, "inquiry">) {
  const now = useNow(timeout_at !== null);
  if (timeout_at === null) return null;
  const seconds = (Date.parse(timeout_at) - now) / 1_000;
  return (
    <span class={`attune-inquiry-left ${seconds < SOON ? "attune-warn" : "attune-dim"}`} role="timer" title={`until ${exactly(timeout_at)}`}>
      {seconds > 0 ? `◷ ${duration(seconds, true)} left` : "◷ its time is up"}
    </span>
  );
}
