import { t } from "../texts";

/** A purpose in words; one that this version does not know, as it is. */
export function purposeName(purpose: string): string {
  return t.projects.purposes[purpose] ?? purpose;
}

export function basisName(basis: string): string {
  return t.projects.bases[basis] ?? basis;
}
