import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { LibraryScreen } from "./library/LibraryScreen";
import { Broken, Missing } from "./shell/Fallbacks";
import { Shell } from "./shell/Shell";

// Each page that not everybody opens is a file of its own, fetched when it is.
const root = createRootRoute({ component: Shell, notFoundComponent: Missing });

const routes = [
  createRoute({
    getParentRoute: () => root,
    path: "/",
    component: LibraryScreen,
    validateSearch: (given): { project?: string } =>
      typeof given.project === "string" ? { project: given.project } : {},
  }),
  createRoute({ getParentRoute: () => root, path: "/sign-in", component: LibraryScreen }),
  createRoute({
    getParentRoute: () => root,
    path: "/videos/$id",
    component: lazyRouteComponent(() => import("./video/VideoScreen"), "VideoScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/audios/$id",
    component: lazyRouteComponent(() => import("./audio/AudioScreen"), "AudioScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/images/$id",
    component: lazyRouteComponent(() => import("./image/ImageScreen"), "ImageScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/texts/$id",
    component: lazyRouteComponent(() => import("./text/TextScreen"), "TextScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/projects",
    component: lazyRouteComponent(() => import("./projects/ProjectsScreen"), "ProjectsScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/admin",
    component: lazyRouteComponent(() => import("./admin/AdminScreen"), "AdminScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/live",
    component: lazyRouteComponent(() => import("./live/LiveScreen"), "LiveScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/profile",
    component: lazyRouteComponent(() => import("./profile/ProfileScreen"), "ProfileScreen"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/reference",
    component: lazyRouteComponent(() => import("./reference/ReferenceScreen"), "ReferenceScreen"),
  }),
] as const;

export const router = createRouter({
  routeTree: root.addChildren(routes),
  defaultErrorComponent: Broken,
  defaultPreload: "intent",
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
