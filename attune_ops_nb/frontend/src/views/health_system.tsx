import type { Environment, Version } from "../types.gen";
import { Fact } from "./fact";
import type { HealthProps } from "./health";
import { Reading } from "./reading";
import { Section } from "./section";
import { useReading } from "./use_reading";

const VERSIONS = "api/ops/versions";
const ENVIRONMENT = "api/ops/environment";

/** What surrounds the engine, and what of the family is installed beside us. */
export function HealthSystem(props: HealthProps) {
  const { state, verbs } = props;
  const versions = useReading<readonly Version[]>(props, VERSIONS, { seconds: 600 });
  const environment = useReading<Environment>(props, ENVIRONMENT, { seconds: 600 });
  const said = (there: boolean) => (there ? "there" : "not there yet");
  return (
    <>
      <Section title="Versions">
        <Reading state={state} of={versions} what="The versions" again={() => verbs.refresh(VERSIONS)}>
          {(found) => (
            <dl class="attune-two">
              {found.map(({ package: name, version }) => (
                <Fact key={name} name={name}>
                  {version ?? <span class="attune-dim">not installed beside us</span>}
                </Fact>
              ))}
            </dl>
          )}
        </Reading>
      </Section>
      <Section title="Environment">
        <Reading state={state} of={environment} what="The environment" again={() => verbs.refresh(ENVIRONMENT)}>
          {(found) => (
            <dl class="attune-two">
              <Fact name="Project">{found.project_root}</Fact>
              <Fact name="State home">
                {found.attune_home}, {said(found.attune_home_exists)}
              </Fact>
              <Fact name="Telemetry">{said(found.telemetry_present)}</Fact>
              <Fact name="Memory">{said(found.memory_dir_present)}</Fact>
              <Fact name="Sessions">{said(found.sessions_dir_present)}</Fact>
              <Fact name="Python">{found.python}</Fact>
              <Fact name="Platform">{found.platform}</Fact>
              <Fact name="Anthropic key">{found.anthropic_api_key ? "set (it is not shown)" : "not set; workflows that ask models need ANTHROPIC_API_KEY"}</Fact>
              <Fact name="Database">{state.info?.database}</Fact>
              <Fact name="Runs">{state.info?.allow_run === true ? "allowed" : "switched off"}</Fact>
            </dl>
          )}
        </Reading>
      </Section>
    </>
  );
}
