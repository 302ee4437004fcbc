import type { ComponentProps } from "preact";
import { useContext } from "preact/hooks";
import { Button } from "./button";
import { ReadOnly } from "./hooks";

export const NOTHING_WRITTEN = "This is read-only: it was started with --read-only";

/** A button for what writes: where nothing may be written it cannot be pressed, and says why. */
export function WriteButton({ disabled, title, ...rest }: ComponentProps<typeof Button>) {
  const readOnly = useContext(ReadOnly);
  return <Button {...rest} disabled={readOnly || disabled === true} title={readOnly ? NOTHING_WRITTEN : title} />;
}
