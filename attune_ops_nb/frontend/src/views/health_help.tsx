import { plural } from "../format";
import type { Help, HelpFeature, Hit, Template } from "../types.gen";
import { Button } from "./button";
import type { Column } from "./data_rows";
import { DataTable } from "./data_table";
import { Empty } from "./empty";
import type { HealthProps } from "./health";
import { Reading } from "./reading";
import { Section } from "./section";
import { Tag } from "./tag";
import { useReading } from "./use_reading";

const HELP = "api/ops/help";

/** The help that the project has about its features, what is missing of it and what is stale. */
export function HealthHelp(props: HealthProps) {
  const { state, verbs, chosen, onChoose } = props;
  const help = useReading<Help>(props, HELP);
  const sought = chosen.text.trim();
  const path = sought === "" ? null : `${HELP}/pages?text=${encodeURIComponent(sought)}`;
  const hits = useReading<readonly Hit[]>(props, path, { keep: true });
  return (
    <Section title="Help about features">
      <Reading
        state={state}
        of={help}
        what="The help"
        again={() => verbs.refresh(HELP)}
        empty={({ features }) =>
          features.length > 0 ? null : (
            <Empty title="The project has no help about its features yet.">
              <p>
                attune-author writes it to <code class="attune-code">.help/templates</code>; what is there is listed and searched here.
              </p>
            </Empty>
          )
        }
      >
        {(found) => (
          <>
            <p class="attune-dim">
              {plural(found.total_templates, "page")}, {found.incomplete_features} features with pages missing
              {found.stale_templates !== null && `, ${found.stale_templates} pages older than what they describe`}
            </p>
            <input
              class="attune-input"
              type="search"
              placeholder="Pages that have all these words"
              aria-label="Search the pages of help"
              value={chosen.text}
              onInput={(event) => onChoose({ text: event.currentTarget.value })}
            />
            {path !== null && (
              <Reading
                state={state}
                of={hits}
                what="What was searched for"
                again={() => verbs.refresh(path)}
                empty={(pages) => (pages.length > 0 ? null : <p class="attune-dim">No page has all words of “{sought}”.</p>)}
              >
                {(pages) => <Hits hits={pages} onOpen={(page) => onChoose({ page })} />}
              </Reading>
            )}
            <DataTable
              label="Features with help"
              rows={found.features}
              columns={COLUMNS}
              keyOf={({ name }) => name}
              order={chosen.order === "" ? "completeness_pct" : chosen.order}
              onOrder={(order) => onChoose({ order })}
              onOpen={({ name, kinds }) => onChoose({ page: `${name}/${kinds[0] ?? ""}` })}
              python="df = %attune docs"
              verbs={verbs}
              recordOf={(feature) => feature}
            />
            {chosen.page !== "" && <Page key={chosen.page} {...props} />}
          </>
        )}
      </Reading>
    </Section>
  );
}

const Hits = ({ hits, onOpen }: { readonly hits: readonly Hit[]; readonly onOpen: (page: string) => void }) => (
  <ul class="attune-entries" aria-label="Pages that were found">
    {hits.map(({ feature, kind, title, snippet }) => (
      <li key={`${feature}/${kind}`} class="attune-entry">
        <span class="attune-entry-main">
          <Button look="link" onClick={() => onOpen(`${feature}/${kind}`)}>
            {title}
          </Button>
          <span class="attune-dim">{snippet}</span>
        </span>
        <Tag>{kind}</Tag>
      </li>
    ))}
  </ul>
);

function Page(props: HealthProps) {
  const { state, verbs, chosen, onChoose } = props;
  const path = `${HELP}/${chosen.page.split("/").map(encodeURIComponent).join("/")}`;
  const page = useReading<Template>(props, path);
  return (
    <article class="attune-detail" aria-label={`Help page ${chosen.page}`}>
      <div class="attune-part-head">
        <h3 class="attune-detail-title">{chosen.page}</h3>
        <Button look="quiet" aria-label="Close" title="Close" onClick={() => onChoose({ page: "" })}>
          ✕
        </Button>
      </div>
      <Reading state={state} of={page} what="The page" again={() => verbs.refresh(path)}>
        {({ body, is_stale }) => (
          <>
            {is_stale === true && <p class="attune-warn">Older than what it describes.</p>}
            <pre class="attune-text" tabIndex={0} aria-label="Text of the page">
              {body}
            </pre>
          </>
        )}
      </Reading>
    </article>
  );
}

const COLUMNS: readonly Column<HelpFeature>[] = [
  { name: "name", heading: "Feature", width: "minmax(72px, 1fr)", value: ({ name }) => name },
  {
    name: "completeness_pct",
    heading: "Complete",
    number: true,
    width: "minmax(86px, 0.6fr)",
    value: ({ completeness_pct }) => completeness_pct,
    show: ({ completeness_pct }) => `${completeness_pct} %`,
  },
  {
    name: "missing_kinds",
    heading: "Missing",
    width: "minmax(120px, 2fr)",
    from: 420,
    value: ({ missing_kinds }) => missing_kinds.join(", "),
  },
  {
    name: "is_stale",
    heading: "State",
    from: 340,
    value: ({ is_stale }) => is_stale,
    show: ({ is_stale }) =>
      is_stale === null ? <span class="attune-dim">unknown</span> : <Tag tone={is_stale ? "warn" : "good"}>{is_stale ? "stale" : "fresh"}</Tag>,
  },
];
