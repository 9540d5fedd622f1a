import pytest
from pydantic import TypeAdapter, ValidationError

from rtsim.scenario.tariffs import PieceTariff, Tariff, TrafficTariff

PIECES = TypeAdapter(PieceTariff)
TRAFFIC = TypeAdapter(TrafficTariff)
STEPS = [{"price": "1 USD / million", "up_to": "300 million"}, {"price": 0.9}]


@pytest.mark.parametrize(
    ("million", "dollars"),
    [
        (0, 0.0),
        (299, 299.0),
        (300, 300.0),  # the edge itself is still at 1
        (301, 300.9),
        (432, 418.8),  # 300 at 1 and 132 at 0.9: the worked example of aws.amazon.com/api-gateway/pricing
    ],
)
def test_each_piece_costs_what_its_step_says(million: float, dollars: float) -> None:
    """What lies above an edge is cheaper, and what lies below it stays as it was."""
    assert PIECES.validate_python(STEPS).cost(million * 1e6) == pytest.approx(dollars)


def test_four_steps_of_traffic_add_up() -> None:
    """200 TB fill the first three steps and reach into the fourth: 900 + 3,400 + 7,000 + 2,500 dollars."""
    steps = [
        {"price": "0.09 USD / GB", "up_to": "10 TB"},
        {"price": 0.085, "up_to": "50 TB"},
        {"price": 0.07, "up_to": "150 TB"},
        {"price": 0.05},
    ]
    assert TRAFFIC.validate_python(steps).cost(200e12) == pytest.approx(13_800)


def test_units_of_prices_agree() -> None:
    """A price per thousand is a thousand times one per million; one per GiB is 1.0737 times less for a GB."""
    assert PIECES.validate_python("0.001 USD / thousand") == PIECES.validate_python("1 $/million")
    assert TRAFFIC.validate_python("1 USD / GiB").cost(2**30) == pytest.approx(1.0)


def test_a_price_is_one_step_without_end() -> None:
    """A plain number costs the same for every piece, and nothing asks for nothing."""
    assert PIECES.validate_python(2).cost(1e9) == 2000
    assert PIECES.validate_python(0.1).asks
    assert not PIECES.validate_python("0 USD / million").asks
    tariff = PIECES.validate_python(STEPS)
    assert PIECES.validate_python(tariff) is tariff
    assert isinstance(tariff, Tariff)


@pytest.mark.parametrize(
    ("written", "place", "words"),
    [
        ("3 USD / h", (), "is not a price per million"),
        ([], (), "the list is empty"),
        ([3], (0, "price"), "is required: a step is a mapping"),
        ([{"price": -1}], (0, "price"), "out of range"),
        ([{"prise": 1}], (0, "prise"), "did you mean 'price'?"),
        ([{"price": 1, "up_to": 5e6}], (0, "up_to"), "every step but the last has an end"),
        ([{"price": 1}, {"price": 2}], (0, "up_to"), "every step but the last has an end"),
        ([{"price": 1, "up_to": 5}, {"price": 2, "up_to": 4}, {"price": 3}], (1, "up_to"), "above the one before"),
        ([{"price": 1, "up_to": 5}, {"price": 2, "up_to": 5}, {"price": 3}], (1, "up_to"), "above the one before"),
        ([{"price": 1, "up_to": "5 TB"}, {"price": 2}], (0, "up_to"), "'5 TB' is not an amount"),
    ],
)
def test_what_is_no_tariff_is_refused_at_its_place(written: object, place: tuple[object, ...], words: str) -> None:
    """The refusal stands at the step and key that is wrong."""
    with pytest.raises(ValidationError) as caught:
        PIECES.validate_python(written)
    assert [error["loc"] for error in caught.value.errors() if words in error["msg"]] == [place]


@pytest.mark.parametrize("written", [1.5, [{"price": 1.0, "up_to": 300e6}, {"price": 0.9}]])
def test_a_tariff_is_written_as_it_can_be_read(written: object) -> None:
    """What it is written as is the same tariff."""
    assert PIECES.validate_python(written).written() == written
