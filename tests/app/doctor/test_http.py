"""What the doctor says of the web server's place."""

from __future__ import annotations

from bot.app.doctor.http import look_at_http
from tests.app.doctor.ward import Ward, told
from tests.chats.program import free_port


async def test_the_place_of_the_web_server_is_free_or_ours(ward: Ward) -> None:
    port = free_port()
    place = {"LINKDIGEST_HTTP": f"127.0.0.1:{port}"}
    assert await told(look_at_http(ward.around())) == []
    free = f"127.0.0.1:{port} can be listened on → "
    assert await told(look_at_http(ward.around(place))) == [("ok", free)]
    taken = {"LINKDIGEST_HTTP": f"127.0.0.1:{ward.place.site.port}"}
    ((status, words),) = await told(look_at_http(ward.around(taken)))
    assert status == "fail"
    assert "cannot be listened on" in words
    ((status, words),) = await told(look_at_http(ward.around(taken, running=True)))
    assert status == "warn"
    assert "does not answer /livez" in words
