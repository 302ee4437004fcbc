import { useEffect, useState } from "preact/hooks";
import type { State } from "../state";
import type { Verbs } from "../verbs";
import { FAR } from "../views/far";
import { View } from "../views/view";
import type { Here } from "./here";

interface Props {
  readonly state: State;
  readonly verbs: Verbs;
  readonly here: Here;
}

/** The view at the place where a tab stands. */
export function TabView({ state, verbs, here }: Props) {
  const [place, setPlace] = useState(here.place);
  useEffect(() => here.follow(setPlace), [here]);
  return (
    <div class="attune-main">
      <View state={state} verbs={{ ...verbs, replace: here.go }} place={place} far={FAR} />
    </div>
  );
}
