import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { Button } from "./button";
import { problemText, ReadOnly, useDoing } from "./hooks";
import { NOTHING_WRITTEN } from "./write_button";

interface Props {
  readonly label: string;
  /** What happens, as a question: it is asked before it is done. */
  readonly question: string;
  /** What the button says that does it. */
  readonly yes: string;
  readonly disabled?: boolean;
  readonly onYes: () => Promise<unknown>;
}

/** A button for what cannot be undone with another press: it asks first. */
export function ConfirmButton({ label, question, yes, disabled = false, onYes }: Props) {
  const [asking, setAsking] = useState(false);
  const doing = useDoing();
  const readOnly = useContext(ReadOnly);
  const first = useRef<HTMLButtonElement>(null);
  const group = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (asking) group.current?.querySelector("button")?.focus();
  }, [asking]);
  const close = () => {
    setAsking(false);
    setTimeout(() => first.current?.focus());
  };
  if (!asking) {
    return (
      <span class="attune-confirm">
        <button
          ref={first}
          type="button"
          class="attune-button"
          disabled={disabled || doing.busy || readOnly}
          title={readOnly ? NOTHING_WRITTEN : undefined}
          onClick={() => setAsking(true)}
        >
          {doing.busy ? `${label}…` : label}
        </button>
        {doing.problem !== null && (
          <span class="attune-bad" role="alert">
            {problemText(doing.problem)}
          </span>
        )}
      </span>
    );
  }
  return (
    <span
      ref={group}
      class="attune-confirm attune-confirm-asking"
      role="group"
      aria-label={question}
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <span>{question}</span>
      <Button
        look="primary"
        onClick={() => {
          setAsking(false);
          doing.start(onYes);
        }}
      >
        {yes}
      </Button>
      <Button onClick={close}>Cancel</Button>
    </span>
  );
}
