"""From an address that a user named to a file on disk."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

from emoscope.domain.video import ReportProgress
from emoscope.fetching import errors, links, sites
from emoscope.fetching.download import Accept, Download, Fetched, FetchLimits
from emoscope.fetching.links import Link
from emoscope.outbound.addresses import AddressPolicy, AddressRefused, Resolver, resolve


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches media from where the policy lets it, each within `seconds`.

    `resolver` and `tls` are the system's unless a test brings its own.
    """

    policy: AddressPolicy
    seconds: float
    use_sites: bool
    resolver: Resolver = resolve
    tls: ssl.SSLContext | None = None

    def recognise(self, url: str) -> Link:
        """The kind of the address; SourceRefused where its form already says that it is none for us."""
        try:
            parsed = self.policy.check_url(url)
        except AddressRefused as error:
            raise errors.SourceRefused(error.message) from error
        link = links.recognise(parsed)
        if link.kind in links.SITES and not self.use_sites:
            raise errors.SourceRefused(
                "This server fetches nothing from video sites (EMOSCOPE_SITE_DOWNLOADS); upload the file."
            )
        return link

    def fetch(
        self,
        url: str,
        folder: Path,
        wanted: sites.Wanted,
        bytes_at_most: int,
        accept: Accept,
        report: ReportProgress,
    ) -> Fetched:
        """The file at the address, in `folder`. Raises SourceFault, or whatever `report` raises."""
        link = self.recognise(url)
        limits = FetchLimits(bytes=bytes_at_most, seconds=self.seconds)
        if link.kind in links.SITES:
            return sites.fetch(link.url, link.kind, folder, wanted, self.policy.text, limits, accept, report)
        return Download(
            self.policy,
            limits,
            folder / "fetched",
            accept,
            report,
            links.confirmed if link.kind == links.GOOGLE_DRIVE else lambda _page, _url: None,
            self.resolver,
            self.tls,
        ).run(link.url)
