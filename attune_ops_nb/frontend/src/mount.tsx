/** Puts a view on the page and keeps it true to its session. */

import { render, type ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Session } from "./session";
import type { State } from "./state";
import type { Place, Verbs } from "./verbs";

export type Show = (state: State, verbs: Verbs) => ComponentChildren;

/** Draws what `show` makes of the session into `element`; the answer takes it away again. */
export function mount(
  element: HTMLElement,
  session: Session,
  open: (place: Place) => void,
  show: Show,
): () => void {
  element.classList.add("attune-root");
  const verbs = session.verbs(open);
  render(<Live session={session} verbs={verbs} show={show} />, element);
  return () => render(null, element);
}

interface Props {
  readonly session: Session;
  readonly verbs: Verbs;
  readonly show: Show;
}

function Live({ session, verbs, show }: Props) {
  const [state, setState] = useState(session.state);
  useEffect(() => {
    const follow = () => setState(session.state());
    follow();
    return session.subscribe(follow);
  }, [session]);
  return <>{show(state, verbs)}</>;
}
