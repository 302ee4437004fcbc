/** The questions that wait for an answer. */

import type { Asked, State } from "../state";
import type { Inquiry } from "../types.gen";
import type { Verbs } from "../verbs";
import { useReading } from "./use_reading";

export const PENDING = "api/v1/inquiries?status=pending&per_page=200";

export const usePending = (given: { readonly state: State; readonly verbs: Verbs }): Asked<readonly Inquiry[]> =>
  useReading(given, PENDING, { seconds: 60 });
