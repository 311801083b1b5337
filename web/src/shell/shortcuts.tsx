import { useEffect, useRef, useState } from "react";
import { Dialog } from "../parts/Dialog";
import { t } from "../texts";

const PLACE = "emoscope.shortcuts";
let enabled = readEnabled();

function readEnabled(): boolean {
  try {
    return localStorage.getItem(PLACE) !== "off";
  } catch {
    return true;
  }
}

type Keys = Record<string, (event: KeyboardEvent) => void>;

/** Single keys that act while no field is being typed into and no dialog is open. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!enabled || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTaken(event)) return;
      const action = latest.current[event.key];
      if (!action) return;
      event.preventDefault();
      action(event);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

/** Whether what has the focus needs the key itself. */
function isTaken(event: KeyboardEvent): boolean {
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (!target) return false;
  if (target.isContentEditable || target.closest("dialog[open]")) return true;
  if (target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=range])")) return true;
  if (event.key === " ") return target.closest("button, a, input, summary, [role=tab]") !== null;
  const moves = event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End";
  return moves && target.matches("input, [role=slider], [role=tab]");
}

const k = t.shortcuts;

const LIST: readonly [string, readonly [readonly string[], string][]][] = [
  [
    k.groups.everywhere,
    [
      [["?"], k.help],
      [["h"], k.goLibrary],
    ],
  ],
  [
    k.groups.library,
    [
      [["/"], k.search],
      [["n"], k.add],
    ],
  ],
  [
    k.groups.video,
    [
      [["Space"], k.play],
      [[",", "."], k.frame],
      [["←", "→"], k.second],
      [["j", "l"], k.segment],
      [["[", "]"], k.loop],
      [["Esc"], k.unloop],
      [["o"], k.overlay],
      [["m"], k.mute],
      [["u", "U"], k.undo],
      [["1", "…", "9"], k.person],
    ],
  ],
];

export function ShortcutsDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [on, setOn] = useState(enabled);
  const change = (to: boolean) => {
    enabled = to;
    setOn(to);
    try {
      localStorage.setItem(PLACE, to ? "on" : "off");
    } catch {
      // Then it lasts as long as the page.
    }
  };
  return (
    <Dialog open={open} onClose={onClose} title={k.title}>
      <label className="check">
        <input type="checkbox" checked={on} onChange={(event) => change(event.target.checked)} />
        {k.enabled}
      </label>
      {LIST.map(([group, keys]) => (
        <section key={group}>
          <h3>{group}</h3>
          <dl className="keys">
            {keys.map(([names, meaning]) => (
              <div key={meaning}>
                <dt>
                  {names.map((name) => (
                    <kbd key={name}>{name}</kbd>
                  ))}
                </dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
