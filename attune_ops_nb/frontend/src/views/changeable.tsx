import { useState } from "preact/hooks";
import { dollars } from "../format";
import type { Setting } from "../types.gen";
import type { Verbs } from "../verbs";
import { ConfirmButton } from "./confirm_button";
import { Fact } from "./fact";
import { Section } from "./section";

interface Props {
  readonly settings: readonly Setting[];
  readonly verbs: Pick<Verbs, "change">;
}

/** The settings that can be changed while everything runs. */
export function Changeable({ settings, verbs }: Props) {
  const valueOf = (name: string) => settings.find((setting) => setting.name === name && setting.changeable)?.value;
  const budget = valueOf("monthly_budget_usd");
  const candidates = valueOf("specs_candidates_enabled");
  if (typeof budget !== "number" && typeof candidates !== "boolean") return null;
  return (
    <Section title="What can be changed here">
      <dl class="attune-facts">
        {typeof budget === "number" && (
          <Fact name="Budget of a month">
            <Budget key={budget} budget={budget} verbs={verbs} />
          </Fact>
        )}
        {typeof candidates === "boolean" && (
          <Fact name="Finished specs">
            {candidates ? "are looked for" : "are not looked for"} <CandidatesSwitch on={candidates} verbs={verbs} />
          </Fact>
        )}
      </dl>
    </Section>
  );
}

function Budget({ budget, verbs }: { readonly budget: number; readonly verbs: Props["verbs"] }) {
  const [typed, setTyped] = useState(String(budget));
  const wanted = typed.trim() === "" ? NaN : Number(typed);
  const fits = Number.isFinite(wanted) && wanted >= 0;
  const said = (amount: number) => (amount === 0 ? "none" : dollars(amount));
  return (
    <span class="attune-chips">
      <label>
        ${" "}
        <input
          class="attune-input"
          type="number"
          min="0"
          step="any"
          aria-label="Budget of a month in dollars; 0 is none"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <ConfirmButton
        key={typed}
        label="Change…"
        disabled={!fits || wanted === budget}
        question={`Budget: ${said(budget)} → ${said(wanted)}?`}
        yes="Change it"
        onYes={() => verbs.change("monthly_budget_usd", wanted)}
      />
    </span>
  );
}

/** Switches the search for finished specs on or off. */
export function CandidatesSwitch({ on, verbs }: { readonly on: boolean; readonly verbs: Props["verbs"] }) {
  return (
    <ConfirmButton
      label={on ? "Switch off…" : "Look for them…"}
      question={
        on
          ? "Specs that seem to be finished are named no more."
          : "Looks through git, and asks GitHub with its command line (gh) where that is set up, every few minutes while somebody looks."
      }
      yes={on ? "Switch off" : "Look for them"}
      onYes={() => verbs.change("specs_candidates_enabled", !on)}
    />
  );
}
