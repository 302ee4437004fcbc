/** Escape sequences of terminals as styled pieces of text; whatever is not colour or link is dropped. */

export interface Style {
  readonly foreground: string | null;
  readonly background: string | null;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strike: boolean;
  readonly inverse: boolean;
}

export interface Piece {
  readonly text: string;
  readonly style: Style;
  /** An http(s) address, or null. */
  readonly href: string | null;
}

export const PLAIN: Style = {
  foreground: null,
  background: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  strike: false,
  inverse: false,
};

// A sequence: CSI … final byte, OSC … BEL or ST, or any other two-byte escape.
const ESCAPE =
  /\x1b(?:\[([0-9;:?<=>!]*)[ -/]*([@-~])|\]([^\x07\x1b]*)(?:\x07|\x1b\\|$)|[PX^_][^\x1b]*(?:\x1b\\|$)|[ -/]*[0-~]|$)/g;
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f]/g;
const ADDRESS = /https?:\/\/[^\s<>"'`\x1b]+[^\s<>"'`\x1b.,;:!?)\]}]/g;

export const strip = (text: string): string =>
  text.includes("\x1b") ? text.replace(ESCAPE, "") : text;

/** The pieces of one line, in order. Their texts together are `strip(text)`. */
export function pieces(text: string): readonly Piece[] {
  const found: Piece[] = [];
  let style = PLAIN;
  let link: string | null = null;
  let from = 0;
  const add = (to: number) => {
    if (to > from) found.push(...linked(text.slice(from, to).replace(CONTROL, ""), style, link));
  };
  if (text.includes("\x1b")) {
    for (const match of text.matchAll(ESCAPE)) {
      add(match.index);
      from = match.index + match[0].length;
      if (match[2] === "m") style = styled(style, match[1] ?? "");
      if (match[3]?.startsWith("8;") === true) link = safe(match[3].replace(/^8;[^;]*;/, ""));
    }
  }
  add(text.length);
  return found;
}

const safe = (address: string): string | null => (/^https?:\/\//i.test(address) ? address : null);

function linked(text: string, style: Style, link: string | null): readonly Piece[] {
  if (link !== null || !text.includes("://")) return [{ text, style, href: link }];
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    if (match.index > from) found.push({ text: text.slice(from, match.index), style, href: null });
    found.push({ text: match[0], style, href: match[0] });
    from = match.index + match[0].length;
  }
  if (from < text.length) found.push({ text: text.slice(from), style, href: null });
  return found;
}

const SWITCHES: Readonly<Record<number, Partial<Style>>> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  21: { underline: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { strike: false },
  39: { foreground: null },
  49: { background: null },
};

function styled(before: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map((code) => (code === "" ? 0 : Number(code)));
  let style = before;
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 0) style = PLAIN;
    else if (code === 38 || code === 48) {
      const [colour, used] = extended(codes.slice(at + 1));
      style = { ...style, [code === 38 ? "foreground" : "background"]: colour };
      at += used;
    } else style = { ...style, ...(SWITCHES[code] ?? basic(code)) };
  }
  return style;
}

function basic(code: number): Partial<Style> {
  if (code >= 30 && code <= 37) return { foreground: named(code - 30) };
  if (code >= 90 && code <= 97) return { foreground: named(code - 82) };
  if (code >= 40 && code <= 47) return { background: named(code - 40) };
  if (code >= 100 && code <= 107) return { background: named(code - 92) };
  return {};
}

const named = (index: number): string => `var(--attune-ansi-${index})`;

/** The colour after 38 or 48, and how many codes it took. */
function extended(codes: readonly number[]): readonly [string | null, number] {
  const [kind, first = 0, second = 0, third = 0] = codes;
  if (kind === 5) return [indexed(first), 2];
  if (kind === 2) return [`rgb(${first} ${second} ${third})`, 4];
  return [null, 1];
}

function indexed(index: number): string {
  if (index < 16) return named(index);
  if (index >= 232) return grey(8 + (index - 232) * 10);
  const cube = index - 16;
  const [red, green, blue] = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6];
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  return `rgb(${level(red ?? 0)} ${level(green ?? 0)} ${level(blue ?? 0)})`;
}

const grey = (level: number): string => `rgb(${level} ${level} ${level})`;

const NEUTRAL: Readonly<Record<string, string>> = {
  [named(0)]: "#000",
  [named(7)]: "#fff",
  [named(8)]: "#000",
  [named(15)]: "#fff",
};

/** The colours of a style with something behind the text: those of the theme must not meet in vain. */
export function colours(style: Style): { readonly front: string | null; readonly back: string | null } {
  const { foreground, background, inverse } = style;
  const back = inverse ? (foreground ?? "var(--attune-text)") : background;
  const front = inverse ? (background ?? "var(--attune-background)") : foreground;
  if (back === null) return { front: front === null ? null : legible(front), back };
  if (inverse) return { front, back };
  if (back.startsWith("var(")) {
    const neutral = front === null || front in NEUTRAL;
    return { front: neutral ? "var(--attune-background)" : front, back };
  }
  return { front: front === null ? readableOn(back) : (NEUTRAL[front] ?? front), back };
}

const readableOn = (colour: string): string => (brightness(colour) > 140 ? "#000" : "#fff");

/** A fixed colour on the theme's ground: programs choose for dark ones, so a bright one is darkened on light. */
function legible(colour: string): string {
  if (colour.startsWith("var(")) return colour;
  const bright = brightness(colour);
  const mixed = (share: number, other: string) => `color-mix(in srgb,${colour} ${share}%,${other})`;
  const onLight = bright > 105 ? mixed(Math.round(9_500 / bright), "#000") : colour;
  const onDark = bright < 120 ? mixed(55, "#fff") : colour;
  return `light-dark(${onLight},${onDark})`;
}

/** How bright a colour written as `rgb(r g b)` is, from 0 to 255. */
function brightness(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
