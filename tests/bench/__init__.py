"""Benchmarks: scripts that measure and print, each against a peer in the same run. They pass or fail nothing."""
