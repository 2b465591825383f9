"""`make soak`: the real program on both platforms under load, everything around it failing."""
