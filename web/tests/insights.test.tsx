import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { moved, withEdge } from "../src/highlights/parts";
import { CitedText, toMs } from "../src/insights/CitedText";
import { eventsOf } from "../src/insights/stream";

function stream(...pieces: string[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece));
      controller.close();
    },
  });
}

async function all(body: ReadableStream<Uint8Array>) {
  const found = [];
  for await (const event of eventsOf(body)) found.push(event);
  return found;
}

describe("server-sent events", () => {
  it("are put together wherever the network cuts them", async () => {
    const whole = 'id: 1\nevent: stream_chunk\ndata: {"text": "a\\nb"}\n\nevent: done\ndata: {}\n\n';
    for (let cut = 0; cut <= whole.length; cut++) {
      expect(await all(stream(whole.slice(0, cut), whole.slice(cut)))).toEqual([
        { name: "stream_chunk", data: { text: "a\nb" } },
        { name: "done", data: {} },
      ]);
    }
  });

  it("leave heartbeats and half an event at the end out", async () => {
    expect(await all(stream(": still here\n\nevent: done\ndata: {}\n\nevent: x\ndata: {"))).toEqual([
      { name: "done", data: {} },
    ]);
  });
});

describe("an answer", () => {
  it("has a button for each time that it cites", async () => {
    const seek = vi.fn();
    const { container } = render(
      <CitedText text={"From [0:42] to [1:02:03], not [12] or [a]."} onSeek={seek} />,
    );
    expect(container.textContent).toBe("From 0:42 to 1:02:03, not [12] or [a].");
    await userEvent.click(screen.getByRole("button", { name: "Go to 1:02:03" }));
    expect(seek).toHaveBeenCalledWith(3_723_000);
  });

  it("cites in words where there is nothing to seek in", () => {
    render(<CitedText text="At [0:42]." onSeek={undefined} />);
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("reads times to the tenth", () => {
    expect(toMs("0:42.5")).toBe(42_500);
  });
});

describe("the parts of a reel", () => {
  const parts = [
    { startMs: 0, endMs: 1000 },
    { startMs: 2000, endMs: 3000 },
  ];
  it("change places, but not beyond the ends", () => {
    expect(moved(parts, 0, 1)).toEqual([parts[1], parts[0]]);
    expect(moved(parts, 0, -1)).toBe(parts);
    expect(moved(parts, 1, 1)).toBe(parts);
  });
  it("never turn around or leave the video", () => {
    const part = { startMs: 2000, endMs: 3000 };
    expect(withEdge(part, "startMs", 5000, 10_000)).toEqual({ startMs: 2900, endMs: 3000 });
    expect(withEdge(part, "endMs", 99_999, 10_000)).toEqual({ startMs: 2000, endMs: 10_000 });
    expect(withEdge(part, "startMs", -5, 10_000)).toEqual({ startMs: 0, endMs: 3000 });
  });
});
