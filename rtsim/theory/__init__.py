"""Theory: the closed forms that the simulator must agree with.

Pure functions of plain numbers: seconds, bytes, per second, shares from 0 to 1. One module for each part of
the model:

- `short_polling`, `long_polling`: what pull costs one client (both give a `polling.Polling`);
- `fan_out`, `closed_loop`: what push costs one core;
- `queues`, `periodic_sources`: waiting for a core, for Poisson and for periodic arrivals;
- `reconnects`, `outages`, `brownouts`, `buffers`, `loss`, `set_up`: faults, slow clients, retransmissions, round trips;
- `framing`, `compression`: the bytes of a pushed payload, and of one that is compressed;
- `uniform_mixture`: the law of a delay that is uniform in pieces, as polling's latencies are.
"""
