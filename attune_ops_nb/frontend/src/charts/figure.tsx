import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { CopyMenu } from "../views/copy_menu";
import { useId } from "../views/hooks";

/** Words in the first column, numbers in the others. */
export interface Numbers {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

interface Props {
  readonly title: string;
  /** What the picture says, for those who do not see it and those in a hurry. */
  readonly description: string;
  readonly numbers: Numbers;
  /** The lines of Python that draw the same. */
  readonly python?: string | undefined;
  readonly children: ComponentChildren;
}

/** A picture with its sentence, and on demand with its numbers instead. */
export function Figure({ title, description, numbers, python, children }: Props) {
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <figure class="attune-figure" aria-labelledby={`${id}-title`} aria-describedby={`${id}-says`}>
      <figcaption class="attune-figure-head">
        <span class="attune-figure-words">
          <span id={`${id}-title`} class="attune-figure-title">
            {title}
          </span>
          <span id={`${id}-says`} class="attune-dim">
            {description}
          </span>
        </span>
        <span class="attune-figure-switch">
          {python !== undefined && <CopyMenu python={python} />}
          <button
            type="button"
            class="attune-link-button"
            aria-label={`${asTable ? "Picture" : "Numbers"} of ${title}`}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? "Picture" : "Numbers"}
          </button>
        </span>
      </figcaption>
      {asTable ? <NumbersTable title={title} numbers={numbers} /> : children}
    </figure>
  );
}

const NumbersTable = ({ title, numbers }: { readonly title: string; readonly numbers: Numbers }) => (
  <div class="attune-figure-numbers" tabIndex={0} role="region" aria-label={`Numbers of ${title}`}>
    <table class="attune-plain-table">
      <thead>
        <tr>
          {numbers.columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {numbers.rows.map((row, at) => (
          <tr key={at}>
            {row.map((cell, column) =>
              column === 0 ? (
                <th key={column} scope="row">
                  {cell}
                </th>
              ) : (
                <td key={column}>{cell}</td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
