import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { Problem } from "../src/api/problem";
import { EmotionBars } from "../src/parts/EmotionBars";
import { Tabs } from "../src/parts/Tabs";
import { complain, Toasts, tell } from "../src/shell/toasts";
import { Sentences } from "../src/text/Sentences";

const sentence = (text: string, start: number, top: string | null) => ({
  sentence: text,
  start,
  end: start + Array.from(text).length,
  top,
  sentiment: null,
  emotions: {},
  paragraph: 0,
  language: "en",
});

describe("sentences", () => {
  it("stand where they stand in the text, also behind signs outside the basic plane", () => {
    const whole = "😀😀 Hello.\n\nBye.";
    const parts = [sentence("😀😀 Hello.", 0, "joy"), sentence("Bye.", 11, null)];
    const { container } = render(
      <Sentences whole={whole} sentences={parts} chosen={null} onChoose={() => undefined} />,
    );
    expect(container.textContent).toBe("😀😀 Hello.Joy\n\nBye.");
  });

  it("are walked through by arrow keys", async () => {
    const choose = vi.fn();
    const parts = [sentence("One.", 0, "joy"), sentence("Two.", 5, "fear")];
    render(<Sentences whole="One. Two." sentences={parts} chosen={0} onChoose={choose} />);
    screen.getByRole("button", { name: /One/ }).focus();
    await userEvent.keyboard("{ArrowRight}");
    expect(choose).toHaveBeenCalledWith(1);
    expect(document.activeElement?.textContent).toContain("Two.");
  });
});

describe("bars", () => {
  it("name the largest shares in their order", () => {
    render(<EmotionBars label="Ann" top={2} scores={{ sad: 0.7, happy: 0.2, fear: 0.1 }} />);
    expect(screen.getAllByRole("listitem").map((one) => one.textContent)).toEqual([
      "Sadness70%",
      "Happiness20%",
    ]);
  });
});

describe("tabs", () => {
  function Two() {
    const [chosen, setChosen] = useState<"a" | "b">("a");
    return (
      <Tabs
        label="Ways"
        tabs={[
          { name: "a", title: "A" },
          { name: "b", title: "B" },
        ]}
        chosen={chosen}
        onChoose={setChosen}
      >
        panel {chosen}
      </Tabs>
    );
  }
  it("change by arrow keys, around the end, with the focus", async () => {
    render(<Two />);
    screen.getByRole("tab", { name: "A" }).focus();
    await userEvent.keyboard("{ArrowLeft}");
    expect(screen.getByRole("tab", { name: "B" })).toBe(document.activeElement);
    expect(screen.getByRole("tabpanel", { name: "B" }).textContent).toBe("panel b");
  });
});

describe("toasts", () => {
  it("show an error with its code until they are put away, and the same error once", async () => {
    render(<Toasts />);
    complain(new Problem(409, "last_face", "One face must remain.", "r7"));
    complain(new Problem(409, "last_face", "One face must remain.", "r8"));
    const shown = await screen.findAllByText(/One face must remain/);
    expect(shown).toHaveLength(1);
    expect(screen.getByText("last_face · Request r7")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Close" }));
    expect(screen.queryByText(/One face/)).toBeNull();
    tell("Saved.");
    expect(await screen.findByText("Saved.")).toBeTruthy();
  });
});
