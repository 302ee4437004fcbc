/** How serious a line of a log is, as far as its words tell. */

export type Level = "debug" | "info" | "warning" | "error";

export type LevelFilter = "all" | "info" | "warning" | "error";

const ERROR =
  /\b(?:ERROR|FATAL|CRITICAL|FAILED|FAILURE|PANIC|SEVERE)\b|\b(?:error|Error|fatal|panic|exception):|^Traceback \(|^E {2,}\S|\b[A-Z]\w*(?:Error|Exception)(?::|$)|\b[1-9]\d* (?:failed|errors?)\b|npm ERR!|"level" ?: ?"(?:error|fatal|critical)"/;
const NONE_OF_IT = /\b(?:0|no) (?:errors?|failed|failures?|warnings?)\b/i;
const WARNING =
  /\bWARN(?:ING)?\b|\b[Ww]arn(?:ing)?:|\b[A-Z]\w*Warning\b|\b[1-9]\d* warnings?\b|"level" ?: ?"warn(?:ing)?"/;
const DEBUG = /\b(?:DEBUG|TRACE)\b|"level" ?: ?"(?:debug|trace)"/;

export function levelOf(text: string): Level {
  if (ERROR.test(text) && !(NONE_OF_IT.test(text) && !ERROR.test(text.replace(NONE_OF_IT, "")))) {
    return "error";
  }
  if (WARNING.test(text)) return "warning";
  return DEBUG.test(text) ? "debug" : "info";
}

const RANK = { debug: 0, info: 1, warning: 2, error: 3 } as const satisfies Record<Level, number>;
const LEAST = { all: 0, info: 1, warning: 2, error: 3 } as const satisfies Record<LevelFilter, number>;

export const passes = (level: Level, filter: LevelFilter): boolean => RANK[level] >= LEAST[filter];
