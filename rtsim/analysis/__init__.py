"""Analysis: replications become estimates, paired differences, words and warnings; closed forms become forecasts."""
