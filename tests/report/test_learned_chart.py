import re
from dataclasses import replace

from rtsim.advice.learned.tree import Leaf, Learned, learn
from rtsim.experiments.inputs import Input
from rtsim.report.text.learned import learned_chart
from tests.advice.flows import NETWORK, RATE, grid, point
from tests.mermaid.parser import MermaidParses


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
