"""What holds for all tests: how long one takes is a benchmark's business."""

from hypothesis import settings

settings.register_profile("no clock", deadline=None)
settings.load_profile("no clock")
