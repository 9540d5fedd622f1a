"""Blank: a world without anything in it, which has the types of all."""

from typing import Any

import numpy as np

from rtsim.model.layout import (
    ACKNOWLEDGED,
    BEAT,
    BROWSER,
    BUFFER,
    CELL,
    CLIENT,
    CONNECTION,
    DELIVERY,
    ENDPOINT,
    ENTRY,
    EVENT,
    FACT,
    LEVEL,
    LINK,
    LOSING,
    MANNER,
    MESSAGE,
    NODE,
    OUTAGE,
    OVERLAP,
    PLACE,
    POLICY,
    PULSE,
    RECOVERY,
    RETURN,
    SEND,
    SESSION,
    SETTINGS,
    SIZES,
    SPAN,
    SPELL,
    STATE,
    STEP,
    TAB,
    TALLY,
    TRAFFIC,
    WAY,
    WITHHELD,
    WORK,
    World,
)


def nobody() -> World:
    """Give a world without anything in it, which has the types of all."""
    rows = {
        "state": STATE, "settings": SETTINGS, "manners": MANNER, "sizes": SIZES, "calendar": EVENT, "ends": EVENT,
        "clients": CLIENT, "overlaps": OVERLAP, "endpoints": ENDPOINT, "recoveries": RECOVERY, "policies": POLICY,
        "spans": SPAN, "spells": SPELL, "returns": RETURN, "outages": OUTAGE, "browsers": BROWSER, "tabs": TAB,
        "withheld": WITHHELD, "ways": WAY, "links": LINK, "connections": CONNECTION, "pulses": PULSE,
        "sessions": SESSION,
        "messages": MESSAGE, "entries": ENTRY, "nodes": NODE, "losing": LOSING, "buffers": BUFFER, "places": PLACE,
        "beats": BEAT, "sends": SEND, "cells": CELL, "work": WORK, "traffic": TRAFFIC, "tallies": TALLY, "steps": STEP,
        "deliveries": DELIVERY, "facts": FACT, "acknowledged": ACKNOWLEDGED, "levels": LEVEL, "link": "i4",
        "seats": "i4", "here": "i1", "starts": "i4", "sendings": "i4", "tried": "i8", "costs": "f8", "visible": "f8",
        "bin_latency": "f8", "scratch": "f8", "drawn": "i8", "lists": "i8", "bits": "i8", "bin_deliveries": "i8",
    }  # fmt: skip
    plain = {name: np.zeros(0, kind) for name, kind in rows.items()}
    flat: dict[str, Any] = {name: np.zeros((0, 0)) for name in ("cores", "accepts", "areas", "numbers")}
    solid = {name: np.zeros((0, 0, 0), "i8") for name in ("saved", "after", "extents")}
    return World(**plain, **flat, **solid, buckets=np.zeros((0, 0), "i8"))
