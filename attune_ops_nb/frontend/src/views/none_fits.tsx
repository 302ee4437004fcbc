import { Button } from "./button";
import { Empty } from "./empty";

interface Props {
  readonly title: string;
  readonly onClear: () => void;
}

/** Where a filter leaves nothing: the way back to all. */
export const NoneFits = ({ title, onClear }: Props) => (
  <Empty title={title}>
    <Button onClick={onClear}>Clear the filter</Button>
  </Empty>
);
