import { useState } from "preact/hooks";
import type { Phase, SpecText, StatusWritten } from "../types.gen";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { Chips } from "./chips";
import { ConfirmButton } from "./confirm_button";
import type { ViewProps } from "./index";
import { Reading } from "./reading";
import { CANDIDATES, saidOf, SPECS } from "./specs";
import { stateOf, wordOf } from "./spec_phases";
import { Tag } from "./tag";
import { useReading } from "./use_reading";
import { When } from "./when";

/** What may be written; the engine checks it again. */
const STATUSES = ["draft", "in-review", "approved", "complete", "completed", "done"] as const;
const ENDED: readonly string[] = ["complete", "completed", "done"];

interface Props extends ViewProps {
  readonly slug: string;
  readonly now: number;
  readonly onClose: () => void;
}

/** One spec: its phases with their status, which can be changed here, and their text. */
export function SpecDetail(props: Props) {
  const { state, verbs, slug, onClose } = props;
  const path = `${SPECS}/${encodeURIComponent(slug)}`;
  const text = useReading<SpecText>(props, path, { seconds: 30 });
  return (
    <article class="attune-detail" aria-label={`Spec ${slug}`}>
      <div class="attune-part-head">
        <h3 class="attune-detail-title">{slug}</h3>
        <Button look="quiet" aria-label="Close" title="Close" onClick={onClose}>
          ✕
        </Button>
      </div>
      <Reading state={state} of={text} what={`The spec ${slug}`} again={() => verbs.refresh(path)}>
        {(found) => <Known {...props} text={found} />}
      </Reading>
    </article>
  );
}

function Known({ text: { spec, contents }, verbs, now }: Props & { readonly text: SpecText }) {
  const there = spec.phases.filter(({ exists }) => exists);
  const [open, setOpen] = useState(there.find(({ name }) => name === spec.next_phase)?.name ?? there[0]?.name ?? "");
  const path = `${SPECS}/${encodeURIComponent(spec.slug)}`;
  const ended = spec.status !== null && ENDED.includes(wordOf(spec.status));
  return (
    <>
      <div class="attune-chips">
        <Tag tone={saidOf(spec.lifecycle)[1]}>{saidOf(spec.lifecycle)[0]}</Tag>
        <span>
          Next: <strong>{spec.next_action}</strong>
        </span>
        <span class="attune-dim">
          changed <When at={spec.last_modified} now={now} none="at an unknown time" />
        </span>
        {spec.gate !== null && (
          <Tag tone={spec.gate.evaluation_state === "PASS" ? "good" : "bad"}>
            gate {spec.gate.gate_id ?? ""}: {spec.gate.evaluation_state ?? "unknown"}
          </Tag>
        )}
        {!ended && spec.status !== null && (
          <ConfirmButton
            label="Close this spec"
            question={`Write “complete” where its status stands?`}
            yes="Close it"
            onYes={() => verbs.send("POST", `${path}/close`, {}, [CANDIDATES])}
          />
        )}
      </div>
      <code class="attune-code attune-dim">{spec.path}</code>
      <div class="attune-phase-list">
        {spec.phases.map((phase) => (
          <PhaseCard key={phase.name} slug={spec.slug} phase={phase} waived={spec.waived_phases} verbs={verbs} />
        ))}
      </div>
      {there.length > 0 && (
        <>
          <Chips
            label="Phase to read"
            choices={Object.fromEntries(there.map(({ name, file }) => [name, file]))}
            chosen={open}
            onChoose={setOpen}
          />
          <pre class="attune-text" tabIndex={0} aria-label={`Text of ${open}`}>
            {contents[open] ?? "This file cannot be read."}
          </pre>
        </>
      )}
    </>
  );
}

interface CardProps {
  readonly slug: string;
  readonly phase: Phase;
  readonly waived: readonly string[];
  readonly verbs: Pick<Verbs, "send">;
}

const SAID = { missing: "no file yet", waived: "waived", begun: "begun", ready: "ready" } as const;

function PhaseCard({ slug, phase, waived, verbs }: CardProps) {
  const [status, setStatus] = useState("");
  const known = phase.status === null ? null : wordOf(phase.status);
  const state = stateOf(phase, waived);
  const set = () =>
    verbs
      .send<StatusWritten>("PUT", `${SPECS}/${encodeURIComponent(slug)}/status`, { phase: phase.name, status }, [CANDIDATES])
      .then(() => setStatus(""));
  return (
    <div class="attune-phase-card">
      <span class="attune-part-head">
        <strong>{phase.name}</strong>
        <span class={`attune-phase attune-phase-${state}`} title={SAID[state]} />
      </span>
      <span class="attune-dim">{phase.status ?? (phase.exists ? "says no status" : SAID[state])}</span>
      {phase.exists && (
        <span class="attune-chips">
          <select
            class="attune-input"
            aria-label={`Another status for ${phase.name}`}
            value={status}
            onChange={(event) => setStatus(event.currentTarget.value)}
          >
            <option value="">change to…</option>
            {STATUSES.filter((each) => each !== known).map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
          {status !== "" && (
            <ConfirmButton key={status} label="Set" question={`${phase.file}: ${known ?? "nothing"} → ${status}?`} yes="Write it" onYes={set} />
          )}
        </span>
      )}
    </div>
  );
}
