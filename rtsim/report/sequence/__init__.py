"""What a traced client did: diagrams, time lines and traces, drawn from the same facts."""
