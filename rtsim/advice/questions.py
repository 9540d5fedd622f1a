"""Questions: what a flow may ask of a scenario's needs, and which answers there are."""

from collections.abc import Mapping
from typing import Any, get_args

from rtsim.scenario.needs import Browser, Needs, Weights

Answer = bool | str
YES_OR_NO: tuple[Answer, ...] = (True, False)


def _choices() -> dict[str, tuple[Answer, ...]]:
    found: dict[str, tuple[Answer, ...]] = {}
    for key, field in Needs.model_fields.items():
        if field.annotation is bool:
            found[key] = YES_OR_NO
        elif isinstance(field.default, str):
            found[key] = get_args(field.annotation)
    found |= {f"browsers.{name}": YES_OR_NO for name in get_args(Browser)}
    return found | {f"weights.{name}": YES_OR_NO for name in Weights.model_fields}


CHOICES: Mapping[str, tuple[Answer, ...]] = _choices()
"""Every key that a question may ask, with its answers."""


def answer(needs: Needs, key: str) -> Answer:
    """Give the answer that needs hold.

    >>> answer(Needs(), "direction"), answer(Needs(), "browsers.ie"), answer(Needs(), "weights.load")
    ('bidirectional', False, True)
    """
    group, _, name = key.partition(".")
    if group == "browsers":
        return name in needs.browsers
    if group == "weights":
        return bool(getattr(needs.weights, name) > 0)
    found: Answer = getattr(needs, key)
    return found


def answered(needs: Needs, key: str, given: Answer) -> Needs:
    """Give the needs with an answer laid over them.

    >>> answered(Needs(), "browsers.ie", True).browsers[-1], answered(Needs(), "weights.load", False).weights.load
    ('ie', 0.0)
    """
    if answer(needs, key) == given:
        return needs
    group, _, name = key.partition(".")
    changes: dict[str, Any] = {key: given}
    if group == "browsers":
        others = tuple(browser for browser in needs.browsers if browser != name)
        changes = {group: (*others, name) if given else others}
    elif group == "weights":
        changes = {group: needs.weights.model_copy(update={name: 1.0 if given else 0.0})}
    return needs.model_copy(update=changes)


def choices_words(key: str) -> list[str]:
    """Give the answers to a key as YAML has them."""
    return [str(one).lower() if isinstance(one, bool) else one for one in CHOICES[key]]
