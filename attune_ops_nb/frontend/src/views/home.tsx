import { useEffect } from "preact/hooks";
import { running, runs } from "../state";
import type { Home as HomeReading } from "../types.gen";
import { useNow } from "./hooks";
import { HomeMatters } from "./home_matters";
import { HomeRuns } from "./home_runs";
import { HomeSpend } from "./home_spend";
import type { ViewProps } from "./index";
import { AsOf, Reading } from "./reading";
import { RunSwitch } from "./run_switch";
import { Section } from "./section";
import { useReading } from "./use_reading";

export const HOME = "api/ops/home";

/** What matters now: what is spent, what wants to be looked at, what runs and what ran. */
export function Home(props: ViewProps) {
  const { state, verbs } = props;
  const asked = useReading<HomeReading>(props, HOME, { seconds: 30 });
  const again = () => verbs.refresh(HOME);
  useEffect(() => {
    verbs.wantRuns("all");
    verbs.wantWorkflows();
  }, [state.pages.all.asked, state.workflows, state.info]);
  const now = useNow(runs(state, "all").some(running));
  return (
    <div class="attune-home">
      <RunSwitch info={state.info} verbs={verbs} />
      <Section title="Spending" beside={<AsOf of={asked} again={again} />}>
        <Reading state={state} of={asked} what="What is spent" again={again}>
          {(home) => <HomeSpend home={home} verbs={verbs} now={now} />}
        </Reading>
      </Section>
      <HomeMatters state={state} verbs={verbs} home={asked.is === "here" ? asked.value : null} now={now} />
      <HomeRuns state={state} verbs={verbs} now={now} />
    </div>
  );
}
