import { useState } from "preact/hooks";
import { toClipboard } from "../core/clipboard";
import { message } from "../core/transport";
import { Button } from "./button";

interface Props {
  /** The line of Python that gives what is shown. */
  readonly python?: string | undefined;
  /** What is shown, for a spreadsheet. */
  readonly csv?: (() => string) | undefined;
}

/** Takes what is shown elsewhere: as the line of Python that gives it, or as CSV. */
export function CopyMenu({ python, csv }: Props) {
  const [said, setSaid] = useState("");
  const copy = (text: string, what: string) =>
    toClipboard(text).then(
      () => setSaid(`${what} copied`),
      (error: unknown) => setSaid(`Not copied: ${message(error)}`),
    );
  return (
    <span class="attune-copying">
      {python !== undefined && (
        <Button look="link" title={python} onClick={() => void copy(ready(python), "Python")}>
          Copy as Python
        </Button>
      )}
      {csv !== undefined && (
        <Button look="link" onClick={() => void copy(csv(), "CSV")}>
          Copy as CSV
        </Button>
      )}
      <span role="status">{said}</span>
    </span>
  );
}

/** As it runs in a new notebook, which does not know the magic yet. */
const ready = (python: string): string => (python.includes("%attune") ? `%load_ext attune_ops\n${python}` : python);
