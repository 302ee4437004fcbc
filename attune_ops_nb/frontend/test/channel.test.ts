import { beforeEach, describe, expect, test } from "vitest";
import { Channel, type ClientMessage } from "../src/core/channel";
import type { FeedEvent, LogSink } from "../src/core/transport";
import { bytes, info } from "./examples";

let sent: ClientMessage[];
let channel: Channel;
let heard: FeedEvent[];

const welcome = (sequence: number) => channel.receive({ type: "welcome", sequence, version: "1", info });

function collector(): LogSink & { text: string; ended: number | null } {
  const collected = {
    text: "",
    ended: null as number | null,
    bytes: (_: number, part: Uint8Array) => {
      collected.text += new TextDecoder().decode(part);
    },
    end: (size: number) => {
      collected.ended = size;
    },
    trouble: () => undefined,
  };
  return collected;
}

beforeEach(() => {
  sent = [];
  heard = [];
  channel = new Channel((message) => sent.push(message));
  channel.listen((event) => heard.push(event));
});

describe("the feed", () => {
  test("begins now and resumes after the last change it heard", () => {
    channel.opened();
    welcome(40);
    channel.receive({ type: "changes", sequence: 43, items: [] });
    channel.closed({ state: "reconnecting", since: 0 });
    channel.opened();
    expect(sent).toEqual([
      { type: "changes", since: null },
      { type: "changes", since: 43 },
    ]);
  });

  test("says whether it went on where it stopped", () => {
    channel.opened();
    welcome(40);
    welcome(41);
    welcome(3);
    const resumed = heard.flatMap((event) => (event.type === "welcome" ? [event.resumed] : []));
    expect(resumed).toEqual([false, true, false]);
  });

  test("begins again when what was missed is no longer kept", () => {
    channel.opened();
    welcome(40);
    channel.receive({ type: "welcome", sequence: 900, complete: false, version: "1", info });
    channel.opened();
    expect(heard.flatMap((event) => (event.type === "welcome" ? [event.resumed] : []))).toEqual([false, false]);
    expect(sent.slice(-1)).toEqual([{ type: "changes", since: 900 }]);
  });

  test("tells who comes later what was said at first", () => {
    welcome(40);
    const late: FeedEvent[] = [];
    channel.listen((event) => late.push(event));
    expect(late.map((event) => event.type)).toEqual(["connection", "welcome"]);
  });
});

describe("a followed log", () => {
  test("is asked for again from where it stopped, and hands on each byte once", () => {
    const sink = collector();
    channel.opened();
    channel.follow(7, 0, sink);
    channel.receiveLog(7, 0, 10, bytes("hello "));
    channel.closed({ state: "reconnecting", since: 0 });
    channel.opened();
    channel.receiveLog(7, 3, 10, bytes("lo wor"));
    channel.receiveLog(7, 9, 10, bytes("ld"));
    expect(sink.text).toBe("hello world");
    expect(sent.filter(({ type }) => type === "follow")).toEqual([
      { type: "follow", execution: 7, from: 0 },
      { type: "follow", execution: 7, from: 6 },
    ]);
  });

  test("is asked for once after a gap, however many frames are under way", () => {
    channel.opened();
    channel.follow(7, 0, collector());
    channel.receiveLog(7, 0, 99, bytes("abc"));
    channel.receiveLog(7, 5, 99, bytes("fg"));
    channel.receiveLog(7, 7, 99, bytes("hi"));
    expect(sent.slice(-1)).toEqual([{ type: "follow", execution: 7, from: 3 }]);
    expect(sent).toHaveLength(3);
  });

  test("is not at its end before all its bytes are here", () => {
    const sink = collector();
    channel.opened();
    channel.follow(7, 0, sink);
    channel.receiveLog(7, 0, 6, bytes("abc"));
    channel.receive({ type: "log_end", execution: 7, size: 6 });
    expect(sink.ended).toBeNull();
    channel.receiveLog(7, 3, 6, bytes("def"));
    channel.receive({ type: "log_end", execution: 7, size: 6 });
    expect(sink).toMatchObject({ text: "abcdef", ended: 6 });
  });

  test("serves two views, each from its own offset", () => {
    const [first, second] = [collector(), collector()];
    channel.opened();
    channel.follow(7, 0, first);
    channel.receiveLog(7, 0, 9, bytes("abcdef"));
    channel.follow(7, 2, second);
    channel.receiveLog(7, 6, 9, bytes("ghi"));
    channel.receiveLog(7, 2, 9, bytes("cdefghi"));
    expect([first.text, second.text]).toEqual(["abcdefghi", "cdefghi"]);
  });

  test("is let go when nobody looks any more", () => {
    channel.opened();
    const stops = [collector(), collector()].map((sink) => channel.follow(7, 0, sink));
    for (const stop of stops) stop();
    expect(sent.filter(({ type }) => type === "unfollow")).toEqual([{ type: "unfollow", execution: 7 }]);
  });
});
