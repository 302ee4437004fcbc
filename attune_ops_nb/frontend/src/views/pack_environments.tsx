import { size } from "../format";
import type { PackEnvironment } from "../types.gen";
import { ConfirmButton } from "./confirm_button";
import { useNow } from "./hooks";
import type { ViewProps } from "./index";
import { Reading } from "./reading";
import { Section } from "./section";
import { Tag } from "./tag";
import { useReading } from "./use_reading";
import { When } from "./when";

/** What is installed for the actions of a pack: where, since when, and how large; it can be removed. */
export function PackEnvironments(props: ViewProps & { readonly pack: string }) {
  const { state, verbs, pack } = props;
  const path = `api/v1/packs/${encodeURIComponent(pack)}/environments`;
  const found = useReading<readonly PackEnvironment[]>(props, path, { seconds: 60 });
  const now = useNow(false);
  return (
    <Section title={`Environments of ${pack}`}>
      <Reading
        state={state}
        of={found}
        what={`The environments of ${pack}`}
        again={() => verbs.refresh(path)}
        empty={(all) => (all.length > 0 ? null : <p class="attune-dim">None is built: the first run that needs one builds it.</p>)}
      >
        {(all) => (
          <ul class="attune-entries" aria-label={`Environments of ${pack}`}>
            {all.map((each) => (
              <li key={each.name} class="attune-entry">
                <span class="attune-entry-main">
                  <span>
                    <span class="attune-entry-name">{each.name}</span>{" "}
                    <span class="attune-dim">
                      {size(each.size)}
                      {each.built_at !== null && (
                        <>
                          , built <When at={each.built_at} now={now} />
                        </>
                      )}
                    </span>
                  </span>
                  <code class="attune-code attune-dim">{each.folder}</code>
                </span>
                <ConfirmButton
                  label="Remove"
                  question={`Remove ${each.name}? The next run that needs it builds it again.`}
                  yes="Remove it"
                  onYes={() => verbs.send("DELETE", `${path}/${encodeURIComponent(each.name)}`, {}, [path])}
                />
                {each.built_at === null ? (
                  <Tag tone="warn">not complete: it is being built, or the next run builds it</Tag>
                ) : (
                  <Tag tone="good">built</Tag>
                )}
              </li>
            ))}
          </ul>
        )}
      </Reading>
    </Section>
  );
}
