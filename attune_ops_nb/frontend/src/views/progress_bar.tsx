import type { Progress } from "../types.gen";

/** How far a run says it is; without a percentage only what it says. */
export function ProgressBar({ progress }: { readonly progress: Progress }) {
  const { percent, message } = progress;
  return (
    <div class="attune-progress">
      {percent !== null && (
        <progress class="attune-progress-bar" max={100} value={percent} aria-label={message ?? "progress"} />
      )}
      <span class="attune-progress-text">
        {percent !== null && `${Math.round(percent)} %`} {message}
      </span>
    </div>
  );
}
