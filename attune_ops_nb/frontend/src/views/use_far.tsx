import { useEffect, useState } from "preact/hooks";
import { message } from "../core/transport";
import { Button } from "./button";
import { Empty } from "./empty";
import type { FarViews } from "./far";
import { Notice } from "./notice";

/** The views besides a run: here, or how to load them. */
export type FarAway = FarViews | (() => Promise<FarViews>);

/** They, or what stands in their place until they are here. */
export function useFar(far: FarAway, what: string) {
  const [views, setViews] = useState<FarViews | null>(typeof far === "function" ? null : far);
  const [problem, setProblem] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (typeof far !== "function" || views !== null) return;
    setProblem(null);
    far().then(setViews, (error: unknown) => setProblem(message(error)));
  }, [attempt]);
  const instead =
    problem === null ? (
      <Empty title={`Loading ${what}…`} />
    ) : (
      <Notice tone="error">
        {what} could not be loaded: {problem} <Button onClick={() => setAttempt(attempt + 1)}>Try again</Button>
      </Notice>
    );
  return { views, instead, problem } as const;
}
