import { useEffect, useState } from "preact/hooks";
import { count, plural, size } from "../format";
import type { Finding, Memory as MemoryReading, Node, NodeText } from "../types.gen";
import { Button } from "./button";
import { Chips } from "./chips";
import { useChoices } from "./choices";
import type { Column } from "./data_rows";
import { DataTable } from "./data_table";
import { Empty } from "./empty";
import { useNow } from "./hooks";
import type { ViewProps } from "./index";
import { MalformedLines } from "./malformed_lines";
import { NoneFits } from "./none_fits";
import { Notice } from "./notice";
import { Reading } from "./reading";
import { Section } from "./section";
import { Tag } from "./tag";
import { useReading } from "./use_reading";
import { When } from "./when";

const CHOICES = { text: "", kind: "all", node: "", order: "-modified" } as const;
const TYPED_MS = 250;

/** What is kept from one session to the next, and what of it should be looked at. */
export function Memory(props: ViewProps) {
  const { state, verbs } = props;
  const [chosen, choose] = useChoices(props, CHOICES);
  const sought = useLate(chosen.text.trim());
  const path = sought === "" ? "api/ops/memory" : `api/ops/memory?text=${encodeURIComponent(sought)}`;
  const memory = useReading<MemoryReading>(props, path, { keep: true });
  const now = useNow(false);
  const again = () => verbs.refresh(path);
  return (
    <div class="attune-view">
      <Reading
        state={state}
        of={memory}
        what="The memory"
        again={again}
        empty={({ nodes, findings }) => (nodes.length + findings.length > 0 || sought !== "" ? null : <NoMemory {...props} />)}
      >
        {(found) => (
          <>
            <Attention memory={found} now={now} onNode={(node) => choose({ node })} />
            <Section title="Pages">
              <Pages {...props} memory={found} chosen={chosen} onChoose={choose} now={now} />
            </Section>
            <Findings findings={found.findings} now={now} />
            <MalformedLines lines={found.malformed} what="entry" />
          </>
        )}
      </Reading>
    </div>
  );
}

const NoMemory = ({ state }: ViewProps) => (
  <Empty title="Nothing is remembered yet.">
    <p>
      Pages of the memory are markdown files in <code class="attune-code">{state.info?.attune_home}/memory</code> and in the
      project&apos;s own memory. Sessions leave findings there too; both appear here.
    </p>
  </Empty>
);

/** A text once nobody has typed for a moment. */
function useLate(text: string): string {
  const [late, setLate] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setLate(text), TYPED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return late;
}

interface AttentionProps {
  readonly memory: MemoryReading;
  readonly now: number;
  readonly onNode: (key: string) => void;
}

function Attention({ memory: { attention }, now, onNode }: AttentionProps) {
  const { changed_since, undescribed, newest } = attention;
  if (changed_since.length + undescribed.length === 0) return null;
  return (
    <Section title="Wants attention">
      {changed_since.length > 0 && (
        <Notice tone="warning">
          {plural(changed_since.length, "file")} of the project changed after the newest page, which is of{" "}
          <When at={newest} now={now} none="an unknown time" />: {changed_since.join(", ")}
        </Notice>
      )}
      {undescribed.length > 0 && (
        <Notice tone="info">
          {plural(undescribed.length, "page")} without a word on what {undescribed.length === 1 ? "it is" : "they are"} about:{" "}
          {undescribed.slice(0, 8).map((key) => (
            <Button key={key} look="link" onClick={() => onNode(key)}>
              {key}{" "}
            </Button>
          ))}
          {undescribed.length > 8 && ` and ${count(undescribed.length - 8)} more`}
        </Notice>
      )}
    </Section>
  );
}

interface PagesProps extends ViewProps {
  readonly memory: MemoryReading;
  readonly chosen: { readonly text: string; readonly kind: string; readonly node: string; readonly order: string };
  readonly onChoose: (change: { readonly text?: string; readonly kind?: string; readonly node?: string; readonly order?: string }) => void;
  readonly now: number;
}

function Pages(props: PagesProps) {
  const { verbs, memory, chosen, onChoose, now } = props;
  const kinds: Record<string, string> = { all: `All ${count(memory.nodes.length)}` };
  for (const [kind, number] of Object.entries(memory.kinds)) if (number > 0) kinds[kind] = `${kind} ${count(number)}`;
  const rows = memory.nodes.filter(({ kind }) => chosen.kind === "all" || kind === chosen.kind);
  return (
    <>
      <div class="attune-toolbar">
        <Chips label="Kind" choices={kinds} chosen={chosen.kind} onChoose={(kind) => onChoose({ kind })} />
        <input
          class="attune-input attune-grow"
          type="search"
          placeholder="Pages that have all these words"
          aria-label="Search the pages of the memory"
          value={chosen.text}
          onInput={(event) => onChoose({ text: event.currentTarget.value })}
        />
      </div>
      {rows.length === 0 ? (
        <NoneFits
          title={chosen.text.trim() === "" ? "There is no such page." : `No page has all words of “${chosen.text.trim()}”.`}
          onClear={() => onChoose({ text: "", kind: "all" })}
        />
      ) : (
        <DataTable
          label="Pages of the memory"
          rows={rows}
          columns={columns(now)}
          keyOf={({ key }) => key}
          order={chosen.order}
          onOrder={(order) => onChoose({ order })}
          current={chosen.node}
          onOpen={({ key }) => onChoose({ node: key === chosen.node ? "" : key })}
          python="df = %attune memory"
          verbs={verbs}
          recordOf={(node) => node}
        />
      )}
      {chosen.node !== "" && <Page key={chosen.node} {...props} />}
    </>
  );
}

const columns = (now: number): readonly Column<Node>[] => [
  { name: "name", heading: "Page", width: "minmax(80px, 1.3fr)", value: ({ name }) => name, hint: ({ key }) => key },
  { name: "kind", heading: "Kind", width: "minmax(84px, 0.6fr)", from: 340, value: ({ kind }) => kind, hint: ({ kind }) => kind, show: ({ kind }) => <Tag>{kind}</Tag> },
  {
    name: "description",
    heading: "About",
    width: "minmax(120px, 2fr)",
    from: 560,
    value: ({ description }) => description,
    show: ({ description }) => (description === "" ? <span class="attune-dim">nothing says</span> : description),
  },
  { name: "size", heading: "Size", number: true, from: 680, value: (node) => node.size, show: (node) => size(node.size) },
  {
    name: "modified",
    heading: "Changed",
    width: "minmax(84px, 0.6fr)",
    value: ({ modified }) => modified,
    show: ({ modified }) => <When at={modified} now={now} />,
  },
];

function Page(props: PagesProps) {
  const { state, verbs, chosen, onChoose } = props;
  const path = `api/ops/memory/node?key=${encodeURIComponent(chosen.node)}`;
  const node = useReading<NodeText>(props, path);
  return (
    <article class="attune-detail" aria-label={`Page ${chosen.node}`}>
      <div class="attune-part-head">
        <h3 class="attune-detail-title">{chosen.node}</h3>
        <Button look="quiet" aria-label="Close" title="Close" onClick={() => onChoose({ node: "" })}>
          ✕
        </Button>
      </div>
      <Reading state={state} of={node} what="The page" again={() => verbs.refresh(path)}>
        {({ text }) => (
          <pre class="attune-text" tabIndex={0} aria-label="Text of the page">
            {text}
          </pre>
        )}
      </Reading>
    </article>
  );
}

function Findings({ findings, now }: { readonly findings: readonly Finding[]; readonly now: number }) {
  if (findings.length === 0) return null;
  return (
    <Section title={`${plural(findings.length, "finding")} of sessions`}>
      <ul class="attune-entries">
        {findings.slice(0, 50).map((finding, at) => (
          <li key={finding.id ?? at} class="attune-entry">
            <span class="attune-entry-main">
              <span>{finding.text}</span>
              <span class="attune-dim">
                <When at={finding.at} now={now} />
                {finding.topics.length > 0 && ` · ${finding.topics.join(", ")}`}
                {finding.session_id !== null && ` · session ${finding.session_id.replace(/^([0-9a-f]{8})-.*/, "$1")}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {findings.length > 50 && <p class="attune-dim">and {count(findings.length - 50)} older ones: %attune memory --findings has all.</p>}
    </Section>
  );
}
