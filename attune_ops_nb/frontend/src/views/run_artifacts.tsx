import { useEffect } from "preact/hooks";
import { size } from "../format";
import type { Asked } from "../state";
import type { Artifact, ArtifactType } from "../types.gen";
import type { Verbs } from "../verbs";
import { Button } from "./button";
import { problemText, useDoing } from "./hooks";

const KIND = {
  file_binary: "file",
  file_datatable: "table",
  file_image: "image",
  file_text: "text",
  other: "other",
  progress: "progress",
  url: "link",
} as const satisfies Record<ArtifactType, string>;

interface Props {
  readonly execution: number;
  readonly artifacts: Asked<readonly Artifact[]> | undefined;
  readonly verbs: Verbs;
}

/** What a run left behind, each to be downloaded. Nothing where it left nothing. */
export function RunArtifacts({ execution, artifacts, verbs }: Props) {
  const doing = useDoing();
  useEffect(() => verbs.wantArtifacts(execution), [execution, artifacts]);
  if (artifacts?.is === "failed") {
    return <p class="attune-bad">Its artifacts could not be listed: {artifacts.message}</p>;
  }
  if (artifacts?.is !== "here" || artifacts.value.length === 0) return null;
  const take = (artifact: Artifact) =>
    doing.start(() => verbs.download(`api/v1/artifacts/${artifact.id}/download`, fileName(artifact)));
  return (
    <section class="attune-block">
      <h3 class="attune-block-title">Artifacts</h3>
      <ul class="attune-list">
        {artifacts.value.map((artifact) => (
          <li key={artifact.id} class="attune-artifact">
            <Button
              title={`Download ${fileName(artifact)}${artifact.description === null ? "" : `: ${artifact.description}`}`}
              onClick={() => take(artifact)}
            >
              ⬇ {fileName(artifact)}
            </Button>
            <span class="attune-dim">
              {KIND[artifact.type]}
              {artifact.size_bytes === null ? "" : `, ${size(artifact.size_bytes)}`}
            </span>
          </li>
        ))}
      </ul>
      {doing.problem !== null && <p class="attune-bad">Not downloaded: {problemText(doing.problem)}</p>}
    </section>
  );
}

const fileName = (artifact: Artifact): string => artifact.name ?? artifact.ref;
