"""What may be wrong with an installation: a table of checks, each a plain function from an installation to its outcome.

Guarantees:
1. A check changes nothing, and whatever it meets, it gives an outcome; what nobody foresaw is one, too.
"""

from collections.abc import Callable

from kb.doctor import folders, foundation, knowledge, machine
from kb.doctor.foundation import BROKEN, Outcome
from kb.doctor.installation import Installation

InstallationCheck = Callable[[Installation], Outcome]

# In the order in which a technician would look: what everything else stands on comes first.
CHECKS: tuple[InstallationCheck, ...] = (
    lambda _: foundation.check_python(),
    lambda _: foundation.check_packages(),
    folders.check_program,
    machine.check_words,
    machine.check_recognition,
    machine.check_clock,
    folders.check_settings,
    folders.check_data,
    machine.check_disk,
    folders.check_leftovers,
    knowledge.check_generation,
    knowledge.check_last_build,
    knowledge.check_corpora,
    knowledge.check_sources,
    machine.check_port,
)


def diagnose(installation: Installation) -> list[Outcome]:
    """The outcome of each check, in order."""
    return [_outcome(check, installation) for check in CHECKS]


def _outcome(check: InstallationCheck, installation: Installation) -> Outcome:
    try:
        return check(installation)
    except Exception as error:  # a check that fails must not hide what the others find
        said = f"không kiểm tra được ({type(error).__name__}: {error})"
        return Outcome(check.__name__.removeprefix("check_"), BROKEN, said, "gửi dòng này cho người làm chương trình")
