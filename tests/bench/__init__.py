"""Figures of this machine; `make bench` prints them. Timings are never tests."""
