"""The JSON of a learned flow, and of the notes' flow held against the same verdicts."""

from typing import Any

from rtsim import __version__
from rtsim.advice.learned.notes import Held
from rtsim.advice.learned.tree import NONE, Leaf, Learned, Node, Unlearned
from rtsim.report.documents.numbers import plain


def learned_document(found: Learned | Unlearned) -> dict[str, Any]:
    """Give the JSON document: the flow as nested questions with thresholds in base units, or null and the reason."""
    if isinstance(found, Unlearned):
        return {"rtsim": __version__, "verdicts": dict(found.counts), "flow": None, "reason": found.reason}
    told = {
        "rtsim": __version__,
        "verdicts": found.counts,
        "flow": _node(found.root, found.points),
        "unseen": found.unseen,
        "seen": found.seen,
        "always": {"technique": _technique(found.always), **plain(found.constant)},
    }
    return dict(plain(told))


def _technique(name: str) -> str | None:
    return None if name == NONE else name


def _node(node: Node, total: int) -> dict[str, Any]:
    if isinstance(node, Leaf):
        return {"technique": _technique(node.technique), "share": node.points / total, "purity": node.purity,
                "verdicts": node.counts}  # fmt: skip
    asked = node.question
    return {
        "question": asked.text,
        "input": asked.input.path,
        "at_most" if asked.input.numeric else "is": asked.value,
        "yes": _node(node.yes, total),
        "no": _node(node.no, total),
    }


def notes_document(found: Held) -> dict[str, Any]:
    """Give the JSON: what the notes' flow and the proposed one are worth, and each branch."""
    told = {
        "notes": found.notes,
        "proposal": found.proposal,
        "branches": [
            {
                "way": branch.steps,
                "notes": branch.notes,
                "proposed": _technique(branch.proposed),
                "contradicted": branch.contradicted,
                "verdicts": branch.verdicts,
                "by_notes": branch.by_notes,
                "by_proposal": branch.by_proposal,
            }
            for branch in found.branches
        ],
    }
    return dict(plain(told))
