"""Characters that stages ask for."""

import sys

from normtext.characters import SPACES


def test_spaces_are_those_of_python():
    assert "".join(filter(str.isspace, map(chr, range(sys.maxunicode + 1)))) == SPACES
