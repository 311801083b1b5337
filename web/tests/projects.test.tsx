import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { BANNED, portions } from "../src/api/projects";
import { ProjectForm } from "../src/projects/ProjectForm";

/** Answers what the form asks for: who is there by `role`, and a project by `reply`. */
function server(role: string, status: number, body: object) {
  const sent = vi.fn();
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.url.endsWith("/v2/accounts/me")) return Response.json({ role });
    sent(await request.json());
    return Response.json(body, { status });
  });
  return sent;
}

function open(onDone = () => undefined) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ProjectForm project={null} onDone={onDone} />
    </QueryClientProvider>,
  );
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("the form of a project", () => {
  it("tells a refusal in the server's words until the choice is another", async () => {
    const detail = "Banned at the workplace.";
    server("user", 403, { code: "purpose_refused", detail });
    open();
    await userEvent.type(screen.getByLabelText("Name"), "Staff");
    await userEvent.selectOptions(screen.getByLabelText("Purpose"), "workplace");
    expect(screen.queryByLabelText(/safety reason/)).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Make a project" }));
    expect(await screen.findByText(detail)).toBeTruthy();
    await userEvent.selectOptions(screen.getByLabelText("Purpose"), "safety");
    expect(screen.queryByText(detail)).toBeNull();
  });

  it("lets an admin give the reason that the law asks for", async () => {
    const sent = server("admin", 201, { id: "p1" });
    const done = vi.fn();
    open(done);
    await userEvent.type(screen.getByLabelText("Name"), "Drivers");
    await userEvent.selectOptions(screen.getByLabelText("Purpose"), "workplace");
    await userEvent.type(await screen.findByLabelText(/safety reason/), "Fatigue");
    await userEvent.click(screen.getByRole("button", { name: "Make a project" }));
    await vi.waitFor(() => expect(done).toHaveBeenCalledWith("p1"));
    expect(sent.mock.calls[0]?.[0]).toMatchObject({ purpose: "workplace", justification: "Fatigue" });
  });
});

describe("projects", () => {
  it("are offered with their banned purposes marked", () => {
    server("user", 200, {});
    open();
    const marked = screen.getAllByRole("option", { name: /banned in the EU/ }) as HTMLOptionElement[];
    expect(marked.map((one) => one.value)).toEqual(BANNED);
  });
  it("take media in portions that the server accepts", () => {
    expect(portions(["a", "b", "c"], 2)).toEqual([["a", "b"], ["c"]]);
    expect(portions([], 2)).toEqual([]);
  });
});
