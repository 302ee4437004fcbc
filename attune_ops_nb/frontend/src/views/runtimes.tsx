import { isRecord } from "../core/transport";
import type { Runtime } from "../types.gen";
import { Tag } from "./tag";

/** What runs the code of actions, and how each makes an environment for a pack. */
export const Runtimes = ({ runtimes }: { readonly runtimes: readonly Runtime[] }) => (
  <ul class="attune-entries" aria-label="Runtimes">
    {runtimes.map((runtime) => (
      <li key={runtime.ref} class="attune-entry">
        <span class="attune-entry-main">
          <span>
            <span class="attune-entry-name">{runtime.name}</span> <code class="attune-code">{runtime.ref}</code>
          </span>
          <span class="attune-dim">{runtime.description}</span>
          {runtime.installation !== null && typeof runtime.installation.hint === "string" && (
            <span class="attune-dim">{runtime.installation.hint}</span>
          )}
        </span>
        <Tag>{environmentOf(runtime)}</Tag>
      </li>
    ))}
  </ul>
);

function environmentOf({ execution_config }: Runtime): string {
  const { environment, dependencies } = execution_config;
  if (!isRecord(environment)) return "no environment needed";
  const from = isRecord(dependencies) && typeof dependencies.manifest_file === "string" ? ` from ${dependencies.manifest_file}` : "";
  return `own ${String(environment.env_type)} for each pack${from}`;
}
