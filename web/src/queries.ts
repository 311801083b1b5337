import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { isLost, onConnection } from "./api/connection";
import { ConnectionLost, Problem } from "./api/problem";
import { whenAccepted } from "./api/uploads";
import { complain } from "./shell/toasts";

/** Signed links in replies work for an hour; what is shown is fetched anew before that. */
const LINKS_LAST_MS = 45 * 60_000;

export const queries = new QueryClient({
  // A page shows its own failed first load; a failure behind what is already shown is told in passing.
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (query.state.data !== undefined && !(error instanceof ConnectionLost)) complain(error);
    },
  }),
  mutationCache: new MutationCache({
    onError: (error, _given, _kept, mutation) => {
      if (!mutation.meta?.toldInPlace) complain(error);
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: LINKS_LAST_MS,
      retry: (failures, error) => !(error instanceof Problem && error.status < 500) && failures < 2,
    },
    mutations: { retry: false },
  },
});

onConnection(() => {
  if (!isLost()) queries.invalidateQueries();
});

whenAccepted(() => {
  queries.invalidateQueries({ queryKey: ["library"] });
  queries.invalidateQueries({ queryKey: ["projects"] });
});
