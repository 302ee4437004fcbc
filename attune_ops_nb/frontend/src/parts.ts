/**
 * What the bundle of far views takes from the bundle that loads it, by name.
 *
 * There may be only one Preact and one class of a refusal; and what both need is not sent twice.
 * `build.mjs` reads these lines.
 */

import * as preact from "preact";
import * as hooks from "preact/hooks";
import * as transport from "./core/transport";
import * as logStore from "./core/log_store";
import * as format from "./format";
import * as state from "./state";
import * as button from "./views/button";
import * as empty from "./views/empty";
import * as index from "./views/index";
import * as logView from "./views/log_view";
import * as notice from "./views/notice";
import * as runResult from "./views/run_result";
import * as statusBadge from "./views/status_badge";
import * as viewHooks from "./views/hooks";
import * as virtualRows from "./views/virtual_rows";

export const PARTS: Readonly<Record<string, unknown>> = {
  preact,
  "preact/hooks": hooks,
  "core/log_store": logStore,
  "core/transport": transport,
  format,
  state,
  "views/button": button,
  "views/empty": empty,
  "views/hooks": viewHooks,
  "views/index": index,
  "views/log_view": logView,
  "views/notice": notice,
  "views/run_result": runResult,
  "views/status_badge": statusBadge,
  "views/virtual_rows": virtualRows,
};
