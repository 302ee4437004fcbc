import { useEffect, useState } from "preact/hooks";
import { toClipboard } from "../core/clipboard";
import { message } from "../core/transport";
import { Button } from "./button";

const SHOWN_MS = 2_000;

interface Props {
  readonly text: string;
  readonly label: string;
}

/** Puts a text into the clipboard, and says that it did. */
export function CopyButton({ text, label }: Props) {
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (said === "") return undefined;
    const timer = setTimeout(() => setSaid(""), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = (event: Event) => {
    event.stopPropagation();
    toClipboard(text).then(
      () => setSaid("Copied"),
      (error: unknown) => setSaid(`Not copied: ${message(error)}`),
    );
  };
  return (
    <Button title={text} onClick={copy}>
      <span role="status">{said === "" ? label : said}</span>
    </Button>
  );
}
