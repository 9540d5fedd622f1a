"""The notes' flow held against a sweep: each branch with its numbers, and what is proposed."""

from collections.abc import Iterator

from rtsim.advice.learned.notes import Branch, Held
from rtsim.analysis.words import counted
from rtsim.report.text.learned import counts_text, following_text

AT_ONCE = "from the start"


def notes_lines(found: Held) -> Iterator[str]:
    """Say what following the notes' flow is worth, and its proposed form, then each branch that is contradicted."""
    yield f"The notes' flow, at the same points: {following_text(found.notes)}."
    wrong = [branch for branch in found.branches if branch.contradicted]
    if not wrong:
        yield "No branch of it is contradicted."
        return
    yield f"With what is proposed below, at points not chosen from: {following_text(found.proposal)}."
    for branch in wrong:
        yield branch_text(branch)


def branch_text(branch: Branch) -> str:
    """Say what speaks against a branch, and what is proposed in its place."""
    return (
        f"{way_text(branch)}: not {branch.notes} but {branch.proposed}, at {counted(branch.points, 'point')} "
        f"({counts_text(branch.verdicts)}); {branch.notes} is {following_text(branch.by_notes)}; {branch.proposed} is "
        f"{following_text(branch.by_proposal)}"
    )


def way_text(branch: Branch) -> str:
    """Write the way of a branch."""
    return " > ".join(branch.steps) or AT_ONCE
