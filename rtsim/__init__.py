"""rtsim: what short polling, long polling, WebSocket and Server-Sent Events cost, simulated before you build."""

__version__ = "0.1.0"
