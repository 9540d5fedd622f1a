"""Blank: a world without anything in it, which has the types of all."""

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
    MESSAGE,
    NODE,
    OUTAGE,
    OVERLAP,
    PLACE,
    POLICY,
    RECOVERY,
    RETURN,
    SEND,
    SESSION,
    SETTINGS,
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
        "state": STATE, "settings": SETTINGS, "calendar": EVENT, "ends": EVENT, "clients": CLIENT,
        "overlaps": OVERLAP, "endpoints": ENDPOINT, "recoveries": RECOVERY, "policies": POLICY, "spans": SPAN,
        "spells": SPELL, "returns": RETURN, "outages": OUTAGE, "browsers": BROWSER, "tabs": TAB, "withheld": WITHHELD,
        "sessions": SESSION, "ways": WAY, "links": LINK, "connections": CONNECTION,
        "messages": MESSAGE, "entries": ENTRY, "nodes": NODE, "losing": LOSING, "buffers": BUFFER, "sends": SEND,
        "places": PLACE, "beats": BEAT, "cells": CELL, "work": WORK, "traffic": TRAFFIC, "tallies": TALLY,
        "steps": STEP, "deliveries": DELIVERY, "facts": FACT, "acknowledged": ACKNOWLEDGED, "levels": LEVEL,
        "link": "i4", "seats": "i4", "here": "i1", "starts": "i4", "sendings": "i4", "tried": "i8", "costs": "f8",
        "visible": "f8", "bin_latency": "f8", "scratch": "f8", "drawn": "i8", "lists": "i8",
        "bin_deliveries": "i8", "bits": "i8",
    }  # fmt: skip
    plain = {name: np.zeros(0, kind) for name, kind in rows.items()}
    flat = {
        "cores": np.zeros((0, 0)),
        "accepts": np.zeros((0, 0)),
        "areas": np.zeros((0, 0)),
        "numbers": np.zeros((0, 0)),
        "buckets": np.zeros((0, 0), "i8"),
        "extents": np.zeros((0, 0), "i8"),
    }
    solid = {name: np.zeros((0, 0, 0), "i8") for name in ("saved", "after")}
    return World(**plain, **flat, **solid)
