from bot.core.bucket import Bucket


def test_a_bucket_gives_its_burst_at_once_and_then_as_fast_as_it_refills() -> None:
    bucket = Bucket(3, 2.0)
    assert [bucket.take(10.0) for _ in range(5)] == [0, 0, 0, 0.5, 1.0]
    assert bucket.wait(11.5) == 0
    assert [bucket.take(100.0) for _ in range(4)] == [0, 0, 0, 0.5]
