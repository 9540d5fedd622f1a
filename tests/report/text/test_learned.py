import json
import re
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from rtsim.advice.learned.tree import Leaf, Learned, Unlearned, learn
from rtsim.experiments.inputs import Input
from rtsim.report.documents.learned import learned_document
from rtsim.report.text.learned import learned_chart, learned_text
from tests.advice.flows import NETWORK, RATE, grid, point
from tests.mermaid.parser import MermaidParses


def written(found: Learned | Unlearned, width: int = 80) -> str:
    """Give what is printed on a terminal of this width."""
    console = Console(width=width, record=True, file=StringIO())
    console.print(learned_text(found))
    return console.export_text()


@pytest.fixture
def found() -> Learned:
    """Give a flow."""
    known = learn((RATE, NETWORK), grid(4))
    assert isinstance(known, Learned)
    return known


def test_a_flow_reads_as_if_and_else(found: Learned) -> None:
    """Each question stands above what follows from yes and from no, each leaf with its share and purity."""
    assert written(found).splitlines()[:8] == [
        "if clients.network is slow-4g:",
        "  long-polling (33.3 % of the points, best at 100 % of them)",
        "else:",
        "  if messages.rate <= 3.16 / s:",
        "    short-polling (33.3 % of the points, best at 100 % of them)",
        "  else:",
        "    websocket (33.3 % of the points, best at 100 % of them)",
        "",
    ]


def test_it_says_what_it_is_worth(found: Learned) -> None:
    """Below the flow stand points, accuracy with its interval, and the commonest verdict to compare with."""
    text = " ".join(written(found).split())
    assert "at 48 points: short-polling 16, long-polling 16, websocket 16." in text
    assert "not learned from (cross-validated): right at 100 % (93 to 100 %) of them; costs no more than" in text
    assert "Always short-polling, at the same points: right at 33 % (22 to 47 %) of them" in text


def test_a_flow_of_one_leaf_says_that_no_question_helps() -> None:
    """Where verdicts do not follow from the inputs, that is said."""
    points = [point(RATE.values[number % 4], "lan", ("sse", "websocket")[number * 7 % 5 % 2]) for number in range(60)]
    assert "No question about the inputs is shown to help" in " ".join(written(learn((RATE,), points)).split())


def test_what_is_not_learned_is_said() -> None:
    """The reason, and the verdicts that there are."""
    assert written(learn((RATE,), grid()[:2])).splitlines() == [
        "no flow is learned: the verdict is short-polling at every point",
        "verdicts: short-polling 2",
    ]


def test_points_at_which_nothing_is_possible_are_explained() -> None:
    """'none' is a leaf of its own, null in the document, and its meaning is said."""
    points = [point(rate, "lan", "websocket" if rate < 5 else "none") for rate in RATE.values for _ in range(6)]
    known = learn((RATE,), points)
    assert "none: every technique is ruled out." in written(known)
    assert learned_document(known)["flow"]["no"]["technique"] is None


@pytest.mark.parametrize("width", [40, 80])
def test_lines_fit_the_terminal(found: Learned, width: int) -> None:
    """Nothing is wider than the terminal."""
    assert max(map(len, written(found, width).splitlines())) <= width


def test_the_document_is_json_with_base_units(found: Learned) -> None:
    """Thresholds are numbers in base units beside their question in words."""
    known = json.loads(json.dumps(learned_document(found), allow_nan=False))
    assert known["flow"]["question"] == "clients.network is slow-4g"
    assert known["flow"]["no"]["input"] == "messages.rate"
    assert known["flow"]["no"]["at_most"] == pytest.approx(10**0.5)
    assert known["flow"]["yes"] == {
        "technique": "long-polling", "share": pytest.approx(1 / 3), "purity": 1, "verdicts": {"long-polling": 16},
    }  # fmt: skip
    assert known["unseen"]["right"]["mean"] == 1
    assert known["always"]["technique"] == "short-polling"
    nothing = json.loads(json.dumps(learned_document(learn((), grid())), allow_nan=False))
    assert (nothing["flow"], nothing["reason"]) == (None, "no input varies")


def test_the_flowchart_has_each_question_and_leaf_once() -> None:
    """Every question has one way for yes and one for no, and all nodes but the first are come to once."""
    found = learn((RATE, NETWORK), grid(4))
    assert isinstance(found, Learned)
    head, *lines = learned_chart(found).splitlines()
    assert head == "flowchart TD"
    nodes = [line.split("[")[0].split("{")[0].strip() for line in lines if "-->" not in line]
    arrows = re.findall(r"(n\d+) -->\|(yes|no)\| (n\d+)", "\n".join(lines))
    assert len(nodes) == len(set(nodes)) == 5
    assert sorted(target for _, _, target in arrows) == sorted(nodes[1:])
    assert [answer for _, answer, _ in arrows] == ["yes", "no"] * 2
    assert '    n3{"messages.rate #lt;= 3.16 / s?"}' in lines


def test_mermaid_reads_the_flowchart(mermaid_parses: MermaidParses) -> None:
    """The real parser takes flows with signs of its own in their labels, and a flow of a single leaf."""
    odd = Input("slo", ('{latency_s.p95: <= 1 "ms"; #1}', "a|b"), numeric=False)
    points = [point(1, "lan", technique) for technique in ("sse", "websocket") for _ in range(20)]
    levels = [{"slo": odd.values[number // 20]} for number in range(40)]
    found = learn((odd,), [replace(one, levels=of) for one, of in zip(points, levels, strict=True)])
    assert isinstance(found, Learned)
    assert not isinstance(found.root, Leaf)
    mermaid_parses(learned_chart(found))
    mermaid_parses(learned_chart(replace(found, root=Leaf("sse", {"sse": 40}))))
