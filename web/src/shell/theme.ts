/** Light, dark, or as the system has it; kept in this browser. */
import { useSyncExternalStore } from "react";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const PLACE = "emoscope.theme";
const listeners = new Set<() => void>();
let theme: Theme = read();

function read(): Theme {
  try {
    const kept = localStorage.getItem(PLACE);
    return THEMES.find((one) => one === kept) ?? "system";
  } catch {
    return "system";
  }
}

export function setTheme(to: Theme): void {
  theme = to;
  try {
    localStorage.setItem(PLACE, to);
  } catch {
    // Then it lasts as long as the page.
  }
  applyTheme();
  for (const listener of listeners) listener();
}

export function applyTheme(): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function useTheme(): Theme {
  return useSyncExternalStore(onThemeChange, () => theme);
}

/** Also called when the system changes, for what is painted by script. */
export function onThemeChange(listener: () => void): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", listener);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    system.removeEventListener("change", listener);
  };
}
