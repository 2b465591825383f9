"""The scan for secrets finds what must never be kept, and lets pass what tests have made up."""

from __future__ import annotations

import pytest

from tests.supply.secrets import allowed, shaped


@pytest.mark.parametrize(
    "parts",
    [
        ("8123456789", ":AAF", "kx9-Tq3WmZ_bvYc2LrJ0pQ"),
        ("OTg3NjU0MzIxMDk4NzY1NDMy", ".Gh7Kp2.", "uX3vQ9zLr5Tn8Ws1Yb4Kd6Mf0Hj2Pc7Ea"),
        ("sk-", "proj-Zx8Kq2Lm5Rt9"),
        ("AKIA", "Q7RZXV3N5KLM2PWD"),
        ("ghp_", "9fKx2Lm5Rt8Qw3Zy7Vb1Nc4Hj6Pd0S"),
        ("xoxb-", "4815162342-abcdef"),
        ("AIza", "SyD9fKx2Lm5Rt8Qw3Zy7Vb1Nc4Hj6Pd0S1x"),
        ("eyJhbGciOiJI", "UzI1NiJ9.eyJzdWIiOiIxMjM0In0.", "dozjgNryP4J3jVmNHl0w"),
        ("-----BEGIN ", "OPENSSH PRIVATE KEY-----"),
        ("LINKDIGEST_METRICS_TOKEN=", "q8Zk3Vn7Rt2Xw9Lm4Pb6Yc1H"),
    ],
)
def test_a_real_one_is_found_wherever_it_stands(parts: tuple[str, ...]) -> None:
    secret = "".join(parts)
    found = list(shaped(f'before "{secret}" after\n'))
    assert found
    assert not all(map(allowed, found))


def test_a_password_in_an_address_is_found() -> None:
    found = list(shaped("DATABASE_URL=postgresql://" + "keeper:Tr0ub4dor" + "@db.example/x"))
    assert [allowed(each) for each in found] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "TELEGRAM_BOT_TOKEN=",
        "TELEGRAM_BOT_TOKEN_FILE=/run/secrets/telegram_bot_token",
        "a digest of 12:30:00 at https://example.com/a:b",
        "--hash=sha256:16963d19594e18d746a70c7fce82237bde4f2cac4cfcf0ca2b84796fe9d0c6e9",
        '"123456:AAH-secret_part_of_a_token"',
        "postgresql://user:secret@localhost/linkdigest",
    ],
)
def test_an_example_is_let_pass(text: str) -> None:
    assert all(map(allowed, shaped(text)))
