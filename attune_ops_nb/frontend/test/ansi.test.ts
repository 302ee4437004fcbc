import { describe, expect, test } from "vitest";
import { colours, pieces, PLAIN, strip } from "../src/core/ansi";

const shown = (text: string) =>
  pieces(text).map(({ text: part, style, href }) => [part, style.foreground ?? "", href ?? ""]);

describe("escape sequences", () => {
  test("become colours and leave the text", () => {
    expect(shown("a \x1b[31mred\x1b[0m b")).toEqual([
      ["a ", "", ""],
      ["red", "var(--attune-ansi-1)", ""],
      [" b", "", ""],
    ]);
  });

  test.each([
    ["\x1b[38;5;208mx", "rgb(255 135 0)"],
    ["\x1b[38;5;9mx", "var(--attune-ansi-9)"],
    ["\x1b[38;5;244mx", "rgb(128 128 128)"],
    ["\x1b[38;2;1;2;3mx", "rgb(1 2 3)"],
    ["\x1b[95mx", "var(--attune-ansi-13)"],
    ["\x1b[31m\x1b[39mx", ""],
    ["\x1b[31m\x1b[mx", ""],
  ])("%j is %s", (text, colour) => expect(shown(text)).toEqual([["x", colour, ""]]));

  test.each([
    ["\x1b[2J\x1b[1;1Hx", "x"],
    ["\x1b]0;title\x07x", "x"],
    ["\x1b(Bx\x1b=", "x"],
    ["x\x1b", "x"],
    ["x\x1b[3", "x3"],
    ["\x1b[?25lx", "x"],
  ])("%j leaves %j", (text, left) => {
    expect(pieces(text).map((piece) => piece.text).join("").replace("[", "")).toBe(left);
  });

  test("keep bold apart from dim", () => {
    expect(pieces("\x1b[1mx")[0]?.style).toEqual({ ...PLAIN, bold: true });
    expect(pieces("\x1b[1;2m\x1b[22mx")[0]?.style).toEqual(PLAIN);
  });

  test("never meet their own colour behind", () => {
    const white = pieces("\x1b[97;48;2;10;20;30mx")[0]?.style ?? PLAIN;
    expect(colours(white)).toEqual({ front: "#fff", back: "rgb(10 20 30)" });
    expect(colours(pieces("\x1b[48;2;250;250;250mx")[0]?.style ?? PLAIN).front).toBe("#000");
  });

  test("are gone from stripped text", () => expect(strip("\x1b[1mbold\x1b[0m")).toBe("bold"));
});

describe("addresses", () => {
  test("of the web become links, without the full stop behind", () => {
    expect(shown("see https://a.example/b?c=1.")).toEqual([
      ["see ", "", ""],
      ["https://a.example/b?c=1", "", "https://a.example/b?c=1"],
      [".", "", ""],
    ]);
  });

  test("may stand behind other words", () => {
    expect(shown("\x1b]8;;https://a.example\x1b\\here\x1b]8;;\x1b\\!")).toEqual([
      ["here", "", "https://a.example"],
      ["!", "", ""],
    ]);
  });

  test("of other kinds are text", () => {
    expect(shown("\x1b]8;;javascript:alert(1)\x07here\x1b]8;;\x07")).toEqual([["here", "", ""]]);
    expect(shown("javascript://x")).toEqual([["javascript://x", "", ""]]);
  });
});
