import { Button } from "./button";
import { Notice } from "./notice";
import type { State } from "../state";
import type { Verbs } from "../verbs";

declare const ATTUNE_VERSION: string;

/** Says when what is shown may be old, and why. Nothing while all is well. */
export function ConnectionNote({ state, verbs }: { readonly state: State; readonly verbs: Verbs }) {
  const retry = (
    <Button onClick={() => verbs.retry()}>
      Try now
    </Button>
  );
  switch (state.connection.state) {
    case "reconnecting":
      return (
        <Notice tone="warning">
          The server does not answer; reconnecting… Runs go on without this page. {retry}
        </Notice>
      );
    case "polling":
      return <Notice tone="info">Live connection blocked, looking every 2 s. {retry}</Notice>;
    case "refused":
      return (
        <Notice tone="error">
          {state.connection.message} {retry}
        </Notice>
      );
    case "busy":
      return (
        <Notice tone="info">
          The kernel is busy and answers when its cell is done. Runs go on. {retry}
        </Notice>
      );
    case "standby":
      return <Notice tone="info">Paused while nobody looked. {retry}</Notice>;
    case "connecting":
      return null;
    case "online":
      return state.serverVersion === null || state.serverVersion === ATTUNE_VERSION ? null : (
        <Notice tone="warning">
          This page is of version {ATTUNE_VERSION}, the server of {state.serverVersion}: reload the page.
        </Notice>
      );
  }
}
