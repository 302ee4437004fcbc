/** The lines of Python that draw the same picture in a notebook. */

import { later, type Range } from "../periods";

/** `call` draws with `charts` from `readings`. */
export const drawn = (call: string): string =>
  [
    "from datetime import date",
    "import attune_ops_nb",
    "from attune_ops_nb.notebook import charts",
    "readings = attune_ops_nb.connect().readings",
    call,
  ].join("\n");

/** A range as the arguments of a reading, with a comma before them. */
export const days = ({ from, to }: Range): string =>
  `${from === null ? "" : `, since=${dateOf(from)}`}, until=${dateOf(later(to, 1))}`;

const dateOf = (day: string): string => `date(${day.split("-").map(Number).join(", ")})`;
