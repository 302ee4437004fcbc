import type { ViewProps } from "./index";

/** What matters now. */
export function Home({ state }: ViewProps) {
  return <p>{state.info?.project}</p>;
}
