"""Profiles: the settings a translation depends on, under three names."""

from __future__ import annotations

from typing import NamedTuple

from normtext.errors import unknown_name

__all__ = ["PROFILES", "Profile", "profile_of"]


class Profile(NamedTuple):
    """Settings of the search, and what becomes of the underscore.

    beam: how many translations are weighed at a time. underscores: kept; argostranslate makes
    spaces of them. guarded: protected spans, long sentences and loops are seen to; where not, the
    output is the model's own.
    """

    name: str
    beam: int
    underscores: bool
    guarded: bool


PROFILES = {
    profile.name: profile
    for profile in (
        Profile("argos-exact", beam=4, underscores=False, guarded=False),
        Profile("default", beam=4, underscores=True, guarded=True),
        Profile("fast", beam=1, underscores=True, guarded=True),
    )
}


def profile_of(name: str) -> Profile:
    """The profile of a name. Raises ConfigError, with the known names.

    >>> profile_of("fast").beam, profile_of("default").beam
    (1, 4)
    """
    if name not in PROFILES:
        raise unknown_name("profile", name, PROFILES)
    return PROFILES[name]
