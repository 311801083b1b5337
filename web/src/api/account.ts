import { useQuery } from "@tanstack/react-query";
import { answer, api } from "./client";

export function useAccount() {
  return useQuery({ queryKey: ["account"], queryFn: () => answer(api.GET("/v2/accounts/me")) });
}

export function useIsAdmin(): boolean {
  return useAccount().data?.role === "admin";
}
