from dataclasses import replace

from rtsim.claims.claim import Simulated, Stated
from rtsim.claims.evidence import Run
from rtsim.claims.relations import SHORT, SSE, WEBSOCKET, at_most, exceeds
from tests.claims.small import COST, CROSSING, OTHER, RATE, WORLDS

CHEAPER = Simulated(sweeps=(RATE,), relations=(exceeds(WEBSOCKET, SSE, COST),), notes=WORLDS[0])


def limited(limit: float) -> Simulated:
    """Claim that SSE costs no more than that."""
    return replace(CHEAPER, relations=(at_most(SSE, COST, limit, f"{limit:g} s"),))


def test_words() -> None:
    """A claim holds if it does in all worlds, holds only when it does in some, does not hold if it does in none."""
    assert limited(9.0).finding(CROSSING).word == "holds"
    assert CHEAPER.finding(CROSSING).word == "holds only when"
    assert limited(0.1).finding(CROSSING).word == "does not hold"


def test_swapped_techniques_change_the_finding() -> None:
    """The finding is of the numbers: with the runs of two techniques exchanged it is another."""
    names = {"sse": "websocket", "websocket": "sse"}
    swapped = {Run(run.world, names[run.technique]): sample for run, sample in CROSSING.items()}
    assert "only up to 10 / min" in CHEAPER.finding(CROSSING).condition
    assert "only from 100 / min on" in CHEAPER.finding(swapped).condition


def test_all_relations_have_to_hold_in_one_world() -> None:
    """Relations that hold in different worlds make no world in which the claim does."""
    both = replace(CHEAPER, relations=(exceeds(WEBSOCKET, SSE, COST), exceeds(SSE, WEBSOCKET, COST)))
    assert both.finding(CROSSING).word == "does not hold"


def test_condition_names_what_fails() -> None:
    """Only a relation that fails somewhere is named, with the sweep's remark behind."""
    mixed = replace(CHEAPER, relations=(*CHEAPER.relations, at_most(SSE, COST, 9.0, "9 s")), remark="Beware.")
    condition = mixed.finding(CROSSING).condition
    assert condition.startswith("WebSocket above SSE in cost: only up to")
    assert "9 s" not in condition
    assert condition.endswith(" Beware.")


def test_a_proviso_makes_a_condition() -> None:
    """What a standard demands makes a claim hold only when it is met, though the simulation has it everywhere."""
    found = replace(limited(9.0), proviso="The server keeps them").finding(CROSSING)
    assert (found.word, found.condition) == ("holds only when", "The server keeps them.")


def test_figures() -> None:
    """Figures are of the notes' world, each once, those that are shown only behind those that are judged."""
    shown = replace(CHEAPER, shown=((SSE, COST), (SSE, OTHER)))
    figures = shown.finding(CROSSING).figures
    assert [(figure.measure, figure.of) for figure in figures] == [
        ("cost", "WebSocket"),
        ("cost", "SSE"),
        ("cost", "WebSocket less SSE"),
        ("other cost", "SSE"),
    ]


def test_runs() -> None:
    """An experiment asks for each side in each world, and for what it shows in the notes' world."""
    assert CHEAPER.runs == set(CROSSING)
    assert replace(CHEAPER, shown=((SHORT, COST),)).runs - CHEAPER.runs == {SHORT.run(WORLDS[0])}


def test_settings_say_what_is_compared() -> None:
    """The words of an experiment name the relations and the worlds."""
    assert CHEAPER.settings == "WebSocket above SSE in cost. Over rate: 1 / min to 100 / min."


def test_stated() -> None:
    """What is written elsewhere needs no runs, and is what it says."""
    stated = Stated(settings="RFC", word="holds", condition="because")
    assert stated.runs == set()
    assert (stated.finding({}).word, stated.finding({}).condition) == ("holds", "because")
