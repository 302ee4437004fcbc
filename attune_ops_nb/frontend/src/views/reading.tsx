import type { ComponentChildren } from "preact";
import { exactly, timeOfDay } from "../format";
import type { Asked, State } from "../state";
import { Button } from "./button";
import { Empty } from "./empty";
import { Notice } from "./notice";

interface Props<Value> {
  readonly state: State;
  readonly of: Asked<Value>;
  /** What it is, as in "What calls cost could not be read". */
  readonly what: string;
  /** Reads it again. */
  readonly again: () => void;
  /** What stands in its place when there is nothing in it; null when there is. */
  readonly empty?: (value: Value) => ComponentChildren;
  readonly children: (value: Value) => ComponentChildren;
}

/** A reading, or why there is none and what to do: loading, offline, broken and empty look the same everywhere. */
export function Reading<Value>({ state, of, what, again, empty, children }: Props<Value>) {
  switch (of.is) {
    case "wanted":
    case "loading":
      return <Coming state={state} what={what} />;
    case "failed":
      // The note about the connection says it already, and when it stands again this is read again.
      if (of.code === "UNREACHABLE" && isAway(state)) return <Coming state={state} what={what} />;
      return (
        <Notice tone="error">
          {what} could not be read: {of.message} <Button onClick={again}>Try again</Button>
        </Notice>
      );
    case "here":
      return (
        <>
          {of.trouble !== undefined && !isAway(state) && (
            <Notice tone="warning">
              {what} could not be read again: {of.trouble} This is as of {clock(of.at)}.{" "}
              <Button onClick={again}>Try again</Button>
            </Notice>
          )}
          {empty?.(of.value) ?? children(of.value)}
        </>
      );
  }
}

const isAway = ({ connection }: State): boolean => connection.state === "reconnecting" || connection.state === "refused";

function Coming({ state, what }: { readonly state: State; readonly what: string }) {
  if (isAway(state)) return <Empty title="Waiting for the server…" />;
  return (
    <div class="attune-coming" role="status">
      <span class="attune-unseen">Reading: {what}…</span>
      <span class="attune-coming-line" aria-hidden="true" />
      <span class="attune-coming-line" aria-hidden="true" />
      <span class="attune-coming-line" aria-hidden="true" />
    </div>
  );
}

interface AsOfProps {
  readonly of: Asked<unknown>;
  readonly again: () => void;
}

/** When a reading is from, and the button that reads it again. */
export function AsOf({ of, again }: AsOfProps) {
  const at = of.is === "here" ? of.at : undefined;
  const busy = of.is === "loading" || (of.is === "here" && of.again === true);
  return (
    <span class="attune-as-of">
      {at !== undefined && <time title={exactly(new Date(at).toISOString())}>as of {clock(at)}</time>}
      <Button look="quiet" aria-label="Read again" title="Read again" aria-busy={busy} onClick={again}>
        ⟳
      </Button>
    </span>
  );
}

const clock = (at: number | undefined): string => (at === undefined ? "before" : timeOfDay(at));
