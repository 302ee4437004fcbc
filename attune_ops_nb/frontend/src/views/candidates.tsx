import { plural } from "../format";
import type { Candidate } from "../types.gen";
import type { Verbs } from "../verbs";
import { ConfirmButton } from "./confirm_button";
import { problemText, useDoing } from "./hooks";
import { Section } from "./section";
import { CANDIDATES, SPECS } from "./specs";
import { WriteButton } from "./write_button";

interface Props {
  readonly candidates: readonly Candidate[];
  readonly verbs: Pick<Verbs, "send">;
}

/** Specs that all evidence says are finished, each with the evidence, to be closed or not. */
export function Candidates({ candidates, verbs }: Props) {
  if (candidates.length === 0) return null;
  return (
    <Section title={`${plural(candidates.length, "spec")} may be finished`}>
      <ul class="attune-entries">
        {candidates.map((candidate) => (
          <Entry key={candidate.path} candidate={candidate} verbs={verbs} />
        ))}
      </ul>
    </Section>
  );
}

function Entry({ candidate: { slug, current_status, evidence, snapshot_hash }, verbs }: { readonly candidate: Candidate } & Pick<Props, "verbs">) {
  const doing = useDoing();
  const path = `${SPECS}/${encodeURIComponent(slug)}`;
  return (
    <li class="attune-entry">
      <span class="attune-entry-main">
        <span>
          <span class="attune-entry-name">{slug}</span> <span class="attune-dim">is marked {current_status}</span>
        </span>
        <ul class="attune-plain-list" aria-label={`Evidence for ${slug}`}>
          {evidence.map((each) => (
            <li key={each}>
              <span class="attune-good" aria-hidden="true">
                ✓
              </span>{" "}
              {each.replace(/^✓ /, "")}
            </li>
          ))}
        </ul>
        {doing.problem !== null && (
          <span class="attune-bad" role="alert">
            {problemText(doing.problem)}
          </span>
        )}
      </span>
      <span class="attune-entry-actions">
        <ConfirmButton
          label="Close it"
          question={`Write “complete” into ${slug}?`}
          yes="Close it"
          onYes={() => verbs.send("POST", `${path}/close`, {}, [CANDIDATES])}
        />
        <WriteButton
          title="Shown again in two weeks, or when something in it changes"
          disabled={doing.busy}
          onClick={() => doing.start(() => verbs.send("POST", `${path}/dismiss`, { snapshot_hash }, [CANDIDATES]))}
        >
          Not yet
        </WriteButton>
      </span>
    </li>
  );
}
