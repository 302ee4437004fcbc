import { useState } from "preact/hooks";
import type { AccountCost, KeyStored } from "../types.gen";
import type { Verbs } from "../verbs";
import { problemText, useDoing, useId } from "./hooks";
import { Notice } from "./notice";
import { WriteButton } from "./write_button";

interface Props {
  readonly cost: AccountCost;
  readonly verbs: Pick<Verbs, "send">;
}

/** Stores the key that the bill is asked for with; it is never shown again. */
export function ConnectBilling({ cost, verbs }: Props) {
  const id = useId();
  const [key, setKey] = useState("");
  const [stored, setStored] = useState<KeyStored | null>(null);
  const doing = useDoing();
  const submit = (event: Event) => {
    event.preventDefault();
    doing.start(async () => {
      const answer = await verbs.send<KeyStored>("PUT", "api/ops/cost/key", { key: key.trim() }, ["api/ops/spend", "api/ops/home"]);
      setStored(answer);
      if (answer.path === null) return;
      setKey("");
      await verbs.send("POST", "api/ops/cost/refresh", { refresh: true }, ["api/ops/spend", "api/ops/home"]);
    });
  };
  return (
    <section class="attune-connect" aria-labelledby={id}>
      <h2 id={id} class="attune-part-title">
        {cost.error?.kind === "auth_failed" ? "Store another key" : "Connect billing"}
      </h2>
      <p class="attune-dim">
        With an admin key of your organization (it begins with <code class="attune-code">sk-ant-admin</code>) the bill itself is
        shown: exact to the cent, by model, type and workspace. The key is tested, then kept in a file that only you can
        read; it is in no log and never sent to this page again.
      </p>
      <form class="attune-toolbar" onSubmit={submit}>
        <label class="attune-field attune-grow">
          <span class="attune-label">Admin key</span>
          <input
            class="attune-input attune-code"
            type="password"
            autocomplete="off"
            spellcheck={false}
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
        </label>
        <WriteButton type="submit" look="primary" disabled={key.trim() === "" || doing.busy}>
          {doing.busy ? "Testing…" : "Store and test"}
        </WriteButton>
      </form>
      {stored !== null && <Outcome stored={stored} />}
      {doing.problem !== null && <Notice tone="error">The key was not stored: {problemText(doing.problem)}</Notice>}
    </section>
  );
}

function Outcome({ stored: { path, tested, problem } }: { readonly stored: KeyStored }) {
  if (path === null) return <Notice tone="error">The key was not stored: {problem?.message ?? "the account refused it"}</Notice>;
  if (tested) return <Notice tone="info">The key works and is kept in {path}.</Notice>;
  return (
    <Notice tone="warning">
      The key is kept in {path} but could not be tested: {problem?.message ?? "the account did not answer"}
    </Notice>
  );
}
