import pandas as pd
import pytest

from rtsim.tidy import defused

NUMBERS = [-1.5, -0.0, float("inf")]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
def test_texts_like_formulas_get_an_apostrophe(first: str) -> None:
    """Whatever a formula may begin with, a text or a column's name that begins so begins with an apostrophe."""
    found = defused(pd.DataFrame({f"{first}a": [f"{first}1+1", "b", None], "c": NUMBERS}))
    assert found.columns.tolist() == [f"'{first}a", "c"]
    assert found[f"'{first}a"].tolist()[:2] == [f"'{first}1+1", "b"]


def test_numbers_stay() -> None:
    """Numbers have no apostrophe, in a column of their own or among texts."""
    rows = pd.DataFrame({"a": NUMBERS, "b": [-1, "-1", None]})
    written = defused(rows).to_csv(index=False)
    assert written == "a,b\n-1.5,-1\n-0.0,'-1\ninf,\n"
