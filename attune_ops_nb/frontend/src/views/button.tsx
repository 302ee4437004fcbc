import type { JSX } from "preact";

const LOOKS = {
  plain: "attune-button",
  primary: "attune-button attune-button-primary",
  toggle: "attune-button attune-toggle",
  stop: "attune-button attune-button-stop",
  link: "attune-link-button",
  quiet: "attune-quiet-button",
  chip: "attune-chip attune-chip-button",
} as const;

interface Props extends JSX.ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: keyof typeof LOOKS;
}

export const Button = ({ look = "plain", ...rest }: Props) => <button type="button" class={LOOKS[look]} {...rest} />;
