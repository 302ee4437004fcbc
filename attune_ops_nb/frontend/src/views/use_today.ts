/** The UTC day, which is what bills and readings count by. */

import { dayOf } from "../periods";
import { useNow } from "./hooks";

export const useToday = (): string => dayOf(useNow(false));
