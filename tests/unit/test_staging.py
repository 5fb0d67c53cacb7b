"""A build that is stopped by hand ends in one line, and is no failure of the build."""

import pytest

import staging


def stopped() -> None:
    raise KeyboardInterrupt


def test_a_build_that_is_stopped_says_so(capsys):
    with pytest.raises(SystemExit) as ended:
        staging._guarded(stopped)()
    assert ended.value.code == 130
    assert capsys.readouterr().err == "Stopped. What was built before is as it was.\n"
