import { least } from "../amounts";
import { count, duration, shell, tokens } from "../format";
import type { Session } from "../types.gen";
import { Button } from "./button";
import { CopyButton } from "./copy_button";
import { Fact } from "./fact";
import type { Conversation } from "./sessions";
import { When } from "./when";

interface Props {
  readonly conversation: Conversation;
  readonly now: number;
  readonly onClose: () => void;
}

/** One session, and two ways to go on with it: by command, or with a prompt in another one. */
export function SessionDetail({ conversation: { session, usage }, now, onClose }: Props) {
  const command = `cd ${shell([session.project])} && claude --resume ${session.id}`;
  return (
    <article class="attune-detail" aria-label={`Session ${session.id}`}>
      <div class="attune-part-head">
        <h3 class="attune-detail-title">{session.starter_prompt}</h3>
        <Button look="quiet" aria-label="Close" title="Close" onClick={onClose}>
          ✕
        </Button>
      </div>
      <div class="attune-chips">
        <CopyButton text={command} label="Copy resume command" />
        <CopyButton text={resumePrompt(session)} label="Copy resume prompt" />
      </div>
      <pre class="attune-pre">{command}</pre>
      <dl class="attune-two">
        <Fact name="Session">
          <code class="attune-code">{session.id}</code>
        </Fact>
        <Fact name="Active">
          <When at={session.last_activity} now={now} none="unknown" />, for {duration(session.duration_seconds, true)},{" "}
          {count(session.message_count)} messages
        </Fact>
        <Fact name="Folder">
          <code class="attune-code">{session.project}</code>
          {session.worktree !== null && `, the worktree ${session.worktree}`}
        </Fact>
        <Fact name="Log">
          <code class="attune-code">{session.path}</code>
          {session.malformed_lines > 0 && <span class="attune-warn"> · {count(session.malformed_lines)} lines could not be read</span>}
        </Fact>
        {usage !== null && (
          <Fact name="Used">
            {least(usage.cost, usage.unpriced_replies)} · {tokens(usage.total_tokens)} tokens ({tokens(usage.input_tokens)} in,{" "}
            {tokens(usage.output_tokens)} out, {tokens(usage.cache_read_tokens)} from the cache) · {usage.models.join(", ")}
          </Fact>
        )}
      </dl>
    </article>
  );
}

/** What one says to another session so that it goes on with this one. */
export const resumePrompt = ({ starter_prompt, path }: Pick<Session, "starter_prompt" | "path">): string =>
  `Go on with an earlier session. It began with: "${starter_prompt}". Its log is ${path}: ` +
  "read the end of it, say in two sentences where it stood, then go on.";
