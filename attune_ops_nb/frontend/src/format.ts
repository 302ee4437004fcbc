/** Lengths, sizes, times and paths as people read them. */

export function duration(seconds: number, whole = false): string {
  if (seconds < 10 && !whole) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  if (minutes < 60) return `${minutes}:${two(seconds % 60)} min`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)} h`;
}

export function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(2)} GB`;
}

export const count = (value: number): string => value.toLocaleString("en-US");

/** What the server says begins small; where it stands alone it is a sentence. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

export function seconds(from: string | null, to: string | null, now: number): number | null {
  if (from === null) return null;
  return Math.max(0, ((to === null ? now : Date.parse(to)) - Date.parse(from)) / 1_000);
}

/** A time of day; before today with its date instead of seconds. */
export function moment(iso: string | null, now: number): string {
  if (iso === null) return "";
  const at = new Date(iso);
  if (at.toDateString() === new Date(now).toDateString()) {
    return at.toLocaleTimeString([], { ...CLOCK, second: "2-digit" });
  }
  return at.toLocaleString([], { ...dayOf(at, now), ...CLOCK });
}

const CLOCK = { hour: "numeric", minute: "2-digit" } as const;

/** How a day is named; its year only where it is another. */
const dayOf = (at: Date, now: number) =>
  ({ month: "short", day: "numeric", year: at.getFullYear() === new Date(now).getFullYear() ? undefined : "numeric" }) as const;

/** Hours and minutes where the reader is. */
export const timeOfDay = (at: number): string =>
  new Date(at).toLocaleTimeString([], CLOCK);

/** Dollars: cents from one dollar on, more places below, so that small amounts are none. */
export function dollars(usd: number | null): string {
  if (usd === null) return "unknown";
  const size = Math.abs(usd);
  const places = size >= 1 || size === 0 ? 2 : size >= 0.01 ? 3 : 5;
  if (size > 0 && size < 0.00001) return usd < 0 ? "> −$0.00001" : "< $0.00001";
  const text = size.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: places });
  return `${usd < 0 ? "−" : ""}$${text}`;
}

/** Numbers of tokens as people say them: 950, 12.4k, 3.1M. */
export function tokens(value: number): string {
  if (value < 10_000) return count(value);
  if (value < 1_000_000) return `${(value / 1_000).toFixed(1)}k`;
  if (value < 1_000_000_000) return `${(value / 1_000_000).toFixed(1)}M`;
  return `${(value / 1_000_000_000).toFixed(2)}G`;
}

export const percent = (share: number): string =>
  `${(share * 100).toLocaleString("en-US", { maximumFractionDigits: share < 0.1 && share > 0 ? 1 : 0 })} %`;

/** How long ago a time was, as coarse as it is far away; long ago, its date. */
export function ago(iso: string | null, now: number): string {
  if (iso === null) return "";
  const minutes = Math.floor((now - Date.parse(iso)) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  const days = Math.floor(minutes / (24 * 60));
  return days < 7 ? `${plural(days, "day")} ago` : new Date(iso).toLocaleDateString([], dayOf(new Date(iso), now));
}

/** A time to the second, with its date, where the reader is. */
export const exactly = (iso: string): string =>
  new Date(iso).toLocaleString([], { dateStyle: "medium", timeStyle: "medium" });

/** `path` as it is named inside the project. */
export function insideProject(path: string | null, root: string | null): string {
  if (path === null || path === "") return "all of the project";
  if (root === null) return path;
  if (path === root) return "all of the project";
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

/** A command as it could be typed. */
export const shell = (words: readonly string[]): string =>
  words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
