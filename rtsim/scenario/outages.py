"""Outages: a share of the clients has no path for a while."""

from math import inf
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from rtsim.chance import Distribution
from rtsim.scenario.distributions import RandomTime
from rtsim.scenario.errors import refusal, refused_at
from rtsim.scenario.fields import Share, Time
from rtsim.scenario.values import Value

MOST = 10_000
"""How many faults may be written one by one, and how often one may be repeated in a run."""


class Outage(Value):
    """Clients lose their paths: all at the same instant with `at`, each at instants of its own without."""

    at: Time | None = None
    """When, from the start of the run (warm-up included); null for each client by itself."""
    every: RandomTime | None = None
    """With at: from one outage's start to the next one's; without: how long a client has its path in between, of which
    a run begins somewhere if it is the same each time. null for once."""
    lasts: RandomTime
    """How long there is no path; drawn for each outage."""
    clients: Share = 1.0
    """Which share of the clients it strikes, always the same ones."""
    notice: Literal["silent", "reset"] = "silent"
    """silent: nobody is told, and connections are half open until somebody notices; reset: both ends are told."""

    @field_validator("every", "lasts")
    @classmethod
    def _is_positive(cls, time: Distribution | None) -> Distribution | None:
        if time is not None and time.mean <= 0:
            raise refusal("an outage takes some time: write a time above 0, as in 8 s")
        return time

    @model_validator(mode="after")
    def _check_instants(self) -> "Outage":
        if self.at is None and self.every is None:
            raise refused_at("write when, as in 60 s, or how often with every, as in 10 min", "at")
        return self

    @property
    def cycle(self) -> float:
        """Seconds from one to the next, on average; infinitely many if there is one alone."""
        if self.every is None:
            return inf
        return self.every.mean + (self.lasts.mean if self.at is None else 0.0)


def _listed(written: Any) -> Any:
    return [written] if isinstance(written, dict) else written


Listed = Annotated[
    tuple[Outage, ...],
    BeforeValidator(_listed, json_schema_input_type=Outage | list[Outage]),
    Field(max_length=MOST),
]
"""One outage, or a list of them."""
