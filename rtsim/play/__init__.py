"""Play: a page served on this machine, on which inputs are moved and answers follow.

`serve` opens it. A move is a `Question`: which scenario, with which of its inputs laid over. `Answering` simulates one
question at a time, replication after replication, in processes of their own, and tells an answer after each; the page
hears them as Server-Sent Events.
"""
