import { render, type ComponentChild } from "preact";
import { act } from "preact/test-utils";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Refusal, type LogSink } from "../src/core/transport";
import { FAR } from "../src/views/far";
import { Record } from "../src/views/record";
import { Run } from "../src/views/run";
import { Runs } from "../src/views/runs";
import { ScopePicker } from "../src/views/scope_picker";
import { Sidebar } from "../src/views/sidebar";
import { Workflows } from "../src/views/workflows";
import { recordKey } from "../src/state";
import { bytes, entry, execution, info, knowing, record, state, verbs } from "./examples";

let place = document.createElement("div");

function show(view: ComponentChild): HTMLElement {
  place = document.body.appendChild(document.createElement("div"));
  act(() => render(view, place));
  return place;
}

const frame = () => act(() => new Promise((resolve) => requestAnimationFrame(() => resolve())));

const button = (label: string): HTMLButtonElement => {
  const found = [...place.querySelectorAll("button")].find(
    (each) => each.textContent?.includes(label) === true || each.getAttribute("aria-label") === label,
  );
  if (found === undefined) throw new Error(`there is no button ${label} in ${place.textContent}`);
  return found;
};

const press = (label: string) => act(async () => button(label).click());

const type = (text: string) =>
  act(async () => {
    const input = place.querySelector<HTMLInputElement>("input[type=search]");
    if (input === null) throw new Error("there is nowhere to type");
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });

afterEach(() => {
  render(null, place);
  place.remove();
});

describe("a run", () => {
  test("shows its log as it arrives, with colours and without markup", async () => {
    const sinks: LogSink[] = [];
    const follow = (_: number, __: number, sink: LogSink) => {
      sinks.push(sink);
      return () => undefined;
    };
    show(<Run state={state(knowing(execution()))} verbs={verbs({ follow })} id={7} far={FAR} />);
    expect(place.textContent).toContain("No output yet.");
    sinks[0]?.bytes(0, bytes("\x1b[31mred\x1b[0m <b>x</b>\n"), 18);
    await frame();
    const line = place.querySelector(".attune-line-text");
    expect(line?.textContent).toBe("red <b>x</b>");
    expect(line?.querySelector("b")).toBeNull();
  });

  test("that has ended says that it printed nothing once all of its log is here, not before", async () => {
    const sinks: LogSink[] = [];
    const follow = (_: number, __: number, sink: LogSink) => {
      sinks.push(sink);
      return () => undefined;
    };
    show(<Run state={state(knowing(execution({ status: "completed" })))} verbs={verbs({ follow })} id={7} far={FAR} />);
    expect(place.textContent).toContain("Reading the log…");
    sinks[0]?.end(0);
    await frame();
    expect(place.textContent).toContain("It completed without any output.");
  });

  test("is stopped once, and says that it is stopping", async () => {
    const given = verbs();
    show(<Run state={state(knowing(execution()))} verbs={given} id={7} far={FAR} />);
    await press("Stop");
    expect(given.cancel).toHaveBeenCalledExactlyOnceWith(7);
    act(() => render(<Run state={state(knowing(execution({ status: "canceling" })))} verbs={given} id={7} far={FAR} />, place));
    expect(button("stopping…").disabled).toBe(true);
  });

  test("says first why it failed", () => {
    const failed = execution({ status: "failed", result: { error: "no disk", exit_code: 3 } });
    show(<Run state={state(knowing(failed))} verbs={verbs()} id={7} far={FAR} />);
    expect(place.querySelector('[role="alert"]')?.textContent).toContain("no disk");
    expect(place.textContent).toContain("exit code 3");
  });

  test("offers what comes next on the same scope, chained", async () => {
    const suggestions = [{ kind: "next-workflow", name: "devtools.lint", label: "Lint", severity: null, args: null, url: null }];
    const done = execution({ status: "completed", suggestions });
    const given = verbs();
    show(<Run state={state(knowing(done))} verbs={given} id={7} far={FAR} />);
    await press("Lint");
    expect(given.run).toHaveBeenCalledWith({
      action_ref: "devtools.lint",
      scope: "/srv/shop/src/auth",
      trigger: "attune-rec",
      chained_from: 7,
    });
    expect(given.open).toHaveBeenCalledWith({ view: "run", execution: 8 });
  });

  test("that is not there says so and leads on", () => {
    const missing = new Map([[7, "there is no execution 7"]]);
    show(<Run state={state({ missing })} verbs={verbs()} id={7} far={FAR} />);
    expect(place.textContent).toContain("There is no execution 7");
    expect(button("Show all runs")).toBeDefined();
  });

  test("offers what its workflow names as next by the name of that workflow", () => {
    const workflows = { is: "here", value: [entry({ next: ["devtools.lint"] }), entry({ ref: "devtools.lint", name: "Lint" })] } as const;
    const done = execution({ status: "completed" });
    show(<Run state={state({ ...knowing(done), workflows })} verbs={verbs()} id={7} far={FAR} />);
    expect(button("Next: Lint")).toBeDefined();
  });

  test("says by login who asked for it, as soon as somebody looks", async () => {
    const given = verbs({ login: vi.fn().mockResolvedValue("grace") });
    show(<Run state={state(knowing(execution({ executor: 3 })))} verbs={given} id={7} far={FAR} />);
    expect(given.login).not.toHaveBeenCalled();
    const details = place.querySelector<HTMLDetailsElement>("details.attune-provenance");
    act(() => {
      if (details !== null) details.open = true;
      details?.dispatchEvent(new Event("toggle"));
    });
    await frame();
    expect(given.login).toHaveBeenCalledWith(3);
    expect(details?.textContent).toContain("by grace, by hand");
  });

  test("names its state in words", () => {
    show(<Run state={state(knowing(execution({ status: "timeout" })))} verbs={verbs()} id={7} far={FAR} />);
    expect(place.querySelector('[role="status"] .attune-status')?.textContent).toContain("timed out");
  });
});

describe("the workflows", () => {
  test("run on the chosen scope with typed parameters", async () => {
    const given = verbs();
    const tests = entry({ param_schema: { workers: { type: "integer", default: 2 } } });
    const here = state({ scope: "src/auth", workflows: { is: "here", value: [tests] } });
    show(<Workflows place={{ view: "workflows" }} state={here} verbs={given} />);
    await press("Run Tests");
    const request = { action_ref: "devtools.tests", parameters: { workers: 2 }, scope: "src/auth", trigger: "manual" };
    expect(given.run).toHaveBeenCalledWith(request);
  });

  test("show what the server refused at its field", async () => {
    const refusal = new Refusal("keyword: too short", "VALIDATION_ERROR", { keyword: "too short" });
    const tests = entry({ param_schema: { keyword: { type: "string" } } });
    const given = verbs({ run: vi.fn().mockRejectedValue(refusal) });
    show(<Workflows place={{ view: "workflows" }} state={state({ workflows: { is: "here", value: [tests] } })} verbs={given} />);
    await press("Run Tests");
    expect(place.querySelector(".attune-field [role=alert]")?.textContent).toContain("too short");
    expect(place.querySelector(".attune-field input[aria-invalid=true]")).not.toBeNull();
  });

  test("that need a scope say so before they run", async () => {
    const given = verbs();
    const needy = entry({ path_arg: { parameter: "path", required: true } });
    show(<Workflows place={{ view: "workflows" }} state={state({ workflows: { is: "here", value: [needy] } })} verbs={given} />);
    await press("Run Tests");
    expect(given.run).not.toHaveBeenCalled();
    expect(place.textContent).toContain("Choose a scope first");
  });

  test("cannot run while runs are off, and runs are switched on after a confirmation", async () => {
    const given = verbs();
    show(<Workflows place={{ view: "workflows" }} state={state({ info: { ...info, allow_run: false } })} verbs={given} />);
    expect(button("Run Tests").disabled).toBe(true);
    await press("Switch on runs…");
    expect(given.allowRun).not.toHaveBeenCalled();
    await press("Switch on");
    expect(given.allowRun).toHaveBeenCalledExactlyOnceWith(true);
  });

  test("say what to do where there are none", () => {
    show(<Workflows place={{ view: "workflows" }} state={state({ workflows: { is: "here", value: [] } })} verbs={verbs()} />);
    expect(place.textContent).toContain("packs_dirs");
  });
});

describe("a run that ended", () => {
  const ran = execution({ status: "completed", config: { keyword: "auth", workers: 2 } });
  const keyword = entry({ param_schema: { keyword: { type: "string" }, workers: { type: "integer" } } });
  const field = (name: string) => {
    const label = [...place.querySelectorAll("label")].find((each) => each.textContent === name);
    const input = place.querySelector<HTMLInputElement>(`#${CSS.escape(label?.htmlFor ?? "")}`);
    if (input === null) throw new Error(`there is no field ${name}`);
    return input;
  };
  const fill = (name: string, text: string) =>
    act(async () => {
      field(name).value = text;
      field(name).dispatchEvent(new Event("input", { bubbles: true }));
    });
  const submit = () =>
    act(async () => {
      place.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
    });

  test("runs again with what was changed", async () => {
    const given = verbs();
    show(<Run state={state({ ...knowing(ran), workflows: { is: "here", value: [keyword] } })} verbs={given} id={7} far={FAR} />);
    await press("Change…");
    expect(field("keyword").value).toBe("auth");
    await fill("keyword", "billing");
    await submit();
    expect(given.rerun).toHaveBeenCalledWith(ran, { keyword: "billing", workers: 2 });
  });

  test("is a run of its own once a parameter was taken away", async () => {
    const given = verbs();
    show(<Run state={state({ ...knowing(ran), workflows: { is: "here", value: [keyword] } })} verbs={given} id={7} far={FAR} />);
    await press("Change…");
    await fill("keyword", "");
    await submit();
    expect(given.rerun).not.toHaveBeenCalled();
    expect(given.run).toHaveBeenCalledWith({ action_ref: ran.action_ref, parameters: { workers: 2 }, scope: ran.scope, trigger: "manual" });
  });
});

describe("the scope picker", () => {
  const feature = (name: string, path: string) => ({
    name,
    path,
    description: `about ${name}`,
    tags: [],
    files: [],
    detected: false,
  });

  test("offers the features by name, then a path of one's own", () => {
    const features = { is: "here", value: [feature("ui", "src/ui"), feature("auth", "src/auth")] } as const;
    show(<ScopePicker state={state({ features })} verbs={verbs()} />);
    const offered = [...place.querySelectorAll("option")].map((option) => [option.textContent, option.title]);
    expect(offered).toEqual([
      ["All of the project", ""],
      ["auth", "about auth"],
      ["ui", "about ui"],
      ["Custom path…", ""],
    ]);
  });

  test("shows a remembered path that is no feature as a path", () => {
    show(<ScopePicker state={state({ scope: "docs/x" })} verbs={verbs()} />);
    expect(place.querySelector("input")?.value).toBe("docs/x");
  });
});

describe("the runs", () => {
  const here = { asked: { is: "here", value: null }, next: null } as const;
  const pages = { ...state().pages, all: here };

  test("stand with those under way first", () => {
    const known = knowing(execution({ id: 2, status: "running" }), execution({ id: 5, status: "completed" }));
    show(<Runs place={{ view: "runs" }} state={state({ ...known, pages })} verbs={verbs()} />);
    const order = [...place.querySelectorAll(".attune-table-row")].map((row) => row.textContent?.slice(0, 2));
    expect(order).toEqual(["#2", "#5"]);
  });

  const records = new Map([record()].map((each) => [recordKey(each), each]));

  test("of attune-ai stand beside ours at their time, and are opened", async () => {
    const known = knowing(
      execution({ id: 2, status: "completed", created: "2026-11-21T02:00:00Z" }),
      execution({ id: 5, status: "completed" }),
    );
    const given = verbs();
    show(<Runs place={{ view: "runs" }} state={state({ ...known, pages, records })} verbs={given} />);
    const order = [...place.querySelectorAll(".attune-table-row")].map((row) => row.children[1]?.textContent);
    expect(order).toEqual(["#5", "attune-ai", "#2"]);
    await press("attune-ai");
    expect(given.open).toHaveBeenCalledWith({ view: "record", workflow: "code-review", id: record().id });
  });

  test("of attune-ai are filtered by how they ended", async () => {
    show(<Runs place={{ view: "runs" }} state={state({ pages: { ...pages, completed: here }, records })} verbs={verbs()} />);
    await press("Completed");
    expect(place.textContent).not.toContain("attune-ai");
  });

  test("of a workflow that the text names are asked of the engine", async () => {
    const given = verbs();
    const known = knowing(execution({ id: 2 }), execution({ id: 5, action_ref: "core.sleep" }));
    show(<Runs place={{ view: "runs" }} state={state({ ...known, pages: { ...pages, "all devtools.tests": here } })} verbs={given} />);
    await type("devtools");
    expect(given.wantRuns).toHaveBeenLastCalledWith("all devtools.tests");
    expect(place.querySelector(".attune-foot [role=status]")?.textContent).toBe("1 run of devtools.tests");
    await type("sleep");
    expect(place.querySelector(".attune-foot [role=status]")?.textContent).toBe("1 run among the 2 shown");
  });

  test("say what to do where there are none", () => {
    show(<Runs place={{ view: "runs" }} state={state({ pages })} verbs={verbs()} />);
    expect(place.textContent).toContain("Nothing has run yet.");
  });

  test("say why they are not there", () => {
    const failed = { asked: { is: "failed", message: "the store is locked" }, next: null } as const;
    show(<Runs place={{ view: "runs" }} state={state({ pages: { ...pages, all: failed } })} verbs={verbs()} />);
    expect(place.textContent).toContain("the store is locked");
  });
});

describe("a record", () => {
  const shown = async (given = record()) => {
    const there = verbs({ record: vi.fn().mockResolvedValue(given) });
    show(<Record state={state()} verbs={there} place={{ view: "record", workflow: given.workflow, id: given.id }} />);
    await frame();
  };

  test("shows the stored log, how it ended and what was typed", async () => {
    await shown();
    const lines = [...place.querySelectorAll(".attune-line-text")].map((line) => line.textContent);
    expect(lines).toEqual(["reading src/auth", "ERROR no model"]);
    const facts = ["failed", "src/auth", "1:05 min", "attune-ai", "attune workflow run code-review", "by hand"];
    for (const fact of facts) expect(place.textContent).toContain(fact);
  });

  test("says how much of a long log was kept", async () => {
    await shown(record({ line_count: 90_000 }));
    expect(place.textContent).toContain("2 of 90,000 were kept");
  });

  test("shows the report where there is one", async () => {
    await shown(record({ report: { score: 7 } }));
    expect(place.textContent).toContain("score: 7");
  });

  test("that is gone says so and leads on", async () => {
    show(<Record state={state()} verbs={verbs()} place={{ view: "record", workflow: "x", id: "1" }} />);
    await frame();
    expect(place.textContent).toContain("There is no record");
    expect(button("Show all runs")).toBeDefined();
  });
});

describe("the side panel", () => {
  test("has a stop button for what runs and a run button for each workflow", async () => {
    const given = verbs();
    show(<Sidebar state={state(knowing(execution()))} verbs={given} />);
    await press("Stop run 7");
    expect(given.cancel).toHaveBeenCalledWith(7);
    await press("Run Tests");
    expect(given.open).toHaveBeenCalledWith({ view: "run", execution: 8 });
  });

  test("says that the server is away", () => {
    show(<Sidebar state={state({ connection: { state: "reconnecting", since: 0 } })} verbs={verbs()} />);
    expect(place.textContent).toContain("reconnecting…");
  });
});
