import type { Query, Verbs } from "../verbs";
import { Button } from "./button";
import { isOverview, VIEWS } from "./index";

interface Props {
  readonly to: string;
  readonly query?: Query;
  readonly verbs: Pick<Verbs, "open">;
  readonly children?: string;
}

/** A link to another view, by its own name unless another is given; nothing where there is no such view. */
export function Lead({ to, query, verbs, children }: Props) {
  if (!isOverview(to)) return null;
  const place = query === undefined ? { view: to } : { view: to, query };
  return (
    <Button look="link" onClick={() => verbs.open(place)}>
      {children ?? VIEWS[to].label}
    </Button>
  );
}
