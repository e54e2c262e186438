"""Profiles of Hypothesis: `HYPOTHESIS_PROFILE=wide` searches for minutes, `deep` for hours."""

import os

import pytest
from hypothesis import HealthCheck, settings

_COMMON = {
    "deadline": None,  # a law holds on a slow machine too
    "database": None,  # a run depends on nothing that an earlier run left behind
    "print_blob": True,  # so a failure is brought back by the line that it prints
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
settings.register_profile("quick", max_examples=40, **_COMMON)
settings.register_profile("wide", max_examples=2_000, **_COMMON)
settings.register_profile("deep", max_examples=20_000, **_COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session", autouse=True)
def test_model(tmp_path_factory):
    """The tiny package is the installed model, here and in processes that tests start."""
    from translation import ARCHIVE

    from normtext.translation.archive import unpack

    with pytest.MonkeyPatch.context() as patch:
        home = unpack(ARCHIVE, tmp_path_factory.mktemp("models")).parent
        patch.setenv("NORMTEXT_MODELS", str(home))
        patch.setenv("ARGOS_PACKAGES_DIR", str(home / "none"))
        yield
