import { Button } from "./button";

interface Props<Name extends string> {
  /** What is chosen here. */
  readonly label: string;
  readonly choices: Readonly<Partial<Record<Name, string>>>;
  readonly chosen: string;
  readonly onChoose: (name: Name) => void;
}

/** One of a few, each of which can be seen. */
export const Chips = <Name extends string>({ label, choices, chosen, onChoose }: Props<Name>) => (
  <span class="attune-chips" role="group" aria-label={label}>
    {(Object.entries(choices) as [Name, string][]).map(([name, text]) => (
      <Button key={name} look="chip" aria-pressed={name === chosen} onClick={() => onChoose(name)}>
        {text}
      </Button>
    ))}
  </span>
);
