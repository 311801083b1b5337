import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useIsAdmin } from "../api/account";
import { useConnectionLost } from "../api/connection";
import { resume, signOut, useSession } from "../api/session";
import icon from "../icon.svg";
import { languages, t } from "../texts";
import { Loading } from "./Fallbacks";
import { LanguageSelect } from "./LanguageSelect";
import { SignIn } from "./SignIn";
import { ShortcutsDialog, useKeys } from "./shortcuts";
import { setTheme, THEMES, useTheme } from "./theme";
import { Toasts } from "./toasts";

const PLACES = [
  { to: "/", name: t.nav.library },
  { to: "/projects", name: t.nav.projects },
  { to: "/live", name: t.nav.live },
  { to: "/reference", name: t.nav.reference },
  { to: "/profile", name: t.nav.profile },
] as const;
const ADMIN = { to: "/admin", name: t.nav.admin } as const;

/** What is around every page. Without a session the page is the one to sign in on, at the same address. */
export function Shell() {
  const session = useSession();
  const signedIn = session.state === "in";
  const [help, setHelp] = useState(false);
  const navigate = useNavigate();
  useEffect(() => {
    resume();
  }, []);
  const main = useFocusOnNewPage();
  useKeys({ "?": () => setHelp(true), h: () => navigate({ to: "/" }) });
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t.skip}
      </a>
      <div>
        <header className="top">
          <Link to="/" className="brand">
            <img src={icon} alt="" width="26" height="26" />
            {t.product}
          </Link>
          {signedIn && <Navigation />}
          <Tools signedIn={signedIn} onHelp={() => setHelp(true)} />
        </header>
        <ConnectionBanner />
      </div>
      <main id="main" ref={main} className="page" tabIndex={-1}>
        {session.state === "in" && <Outlet />}
        {session.state === "out" && <SignIn ended={session.ended} />}
        {session.state === "asking" && <Loading />}
      </main>
      <Toasts />
      <ShortcutsDialog open={help} onClose={() => setHelp(false)} />
    </div>
  );
}

function Navigation() {
  const places = useIsAdmin() ? [...PLACES, ADMIN] : PLACES;
  return (
    <nav aria-label={t.nav.label}>
      <ul>
        {places.map(({ to, name }) => (
          <li key={to}>
            <Link to={to} activeOptions={{ exact: true }}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Tools({ signedIn, onHelp }: { signedIn: boolean; onHelp: () => void }) {
  const theme = useTheme();
  return (
    <div className="top-tools">
      <select
        aria-label={t.theme.label}
        value={theme}
        onChange={(event) => setTheme(THEMES.find((one) => one === event.target.value) ?? "system")}
      >
        {THEMES.map((one) => (
          <option key={one} value={one}>
            {t.theme[one]}
          </option>
        ))}
      </select>
      <LanguageSelect languages={languages} />
      <button type="button" className="quiet" aria-label={t.shortcuts.title} onClick={onHelp}>
        <kbd>?</kbd>
      </button>
      {signedIn && (
        <button type="button" onClick={signOut}>
          {t.nav.signOut}
        </button>
      )}
    </div>
  );
}

function ConnectionBanner() {
  const lost = useConnectionLost();
  return <div role="status">{lost && <p className="connection">{t.connection.lost}</p>}</div>;
}

/** A new page begins at its top, for the eye and for a screen reader. */
function useFocusOnNewPage() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [pathname]);
  return main;
}
