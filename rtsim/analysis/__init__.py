"""Analysis: replications become estimates, paired differences, words and warnings."""
