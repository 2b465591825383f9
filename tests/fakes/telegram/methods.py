"""The methods by name. Each takes the world and its checked parameters and gives its result."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram import answering, profile, sending
from tests.fakes.telegram.errors import bad_request
from tests.fakes.telegram.feed import Hook, check_kinds

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.telegram.world import World

    Params = dict[str, Any]

# The service takes nothing else than https; one of one's own takes http as well.
HOOK = re.compile(r"https://\S+|http://(?:127\.0\.0\.1|localhost)(?::\d+)?(?:/\S*)?")


async def get_updates(world: World, params: Params) -> Any:
    check_kinds(params.get("allowed_updates"))
    world.feed.allow(params.get("allowed_updates"))
    limit = params.get("limit", 100)
    if not 1 <= limit <= 100:
        raise bad_request("limit must be between 1 and 100")
    return await world.feed.poll(params.get("offset", 0), limit, params.get("timeout", 0))


async def set_webhook(world: World, params: Params) -> Any:
    check_kinds(params.get("allowed_updates"))
    secret, url = params.get("secret_token", ""), params["url"]
    if not re.fullmatch(r"[\w-]{0,256}", secret, re.ASCII):
        raise bad_request("secret token contains unallowed characters")
    if url and not HOOK.fullmatch(url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    world.feed.allow(params.get("allowed_updates"))
    hook = Hook(url, secret) if url else None
    await world.feed.set_hook(hook, drop=params.get("drop_pending_updates", False))
    return True


async def delete_webhook(world: World, params: Params) -> Any:
    await world.feed.set_hook(None, drop=params.get("drop_pending_updates", False))
    return True


async def get_webhook_info(world: World, params: Params) -> Any:
    feed = world.feed
    error = {"last_error_date": 0, "last_error_message": feed.last_error} if feed.last_error else {}
    return error | {
        "url": feed.hook.url if feed.hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(feed.pending),
        **({"allowed_updates": feed.allowed} if feed.allowed else {}),
    }


WAITING = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
AT_ONCE: dict[str, Callable[[World, Params], Any]] = {
    "getMe": profile.get_me,
    "sendMessage": sending.send_message,
    "sendDocument": sending.send_document,
    "getFile": sending.get_file,
    "editMessageText": sending.edit_text,
    "editMessageReplyMarkup": sending.edit_buttons,
    "deleteMessage": sending.delete,
    "setMessageReaction": sending.set_reaction,
    "sendChatAction": sending.send_action,
    "sendMessageDraft": sending.send_draft,
    "answerCallbackQuery": answering.answer_press,
    "answerInlineQuery": answering.answer_inline,
    "answerGuestQuery": answering.answer_guest,
    "getChat": profile.get_chat,
    "getChatMember": profile.get_member,
    "getChatAdministrators": profile.get_administrators,
    "leaveChat": profile.leave_chat,
    "setMyCommands": profile.set_commands,
    "getMyCommands": profile.get_commands,
    "deleteMyCommands": profile.delete_commands,
    "setMyDescription": profile.set_description,
    "getMyDescription": profile.get_description,
    "setMyShortDescription": profile.set_short_description,
    "getMyShortDescription": profile.get_short_description,
    "setMyDefaultAdministratorRights": profile.set_rights,
}


async def perform(world: World, method: str, params: Params) -> Any:
    """Do what a call asks for.

    Raises:
        ApiError: the service would refuse it.
    """
    if method in WAITING:
        return await WAITING[method](world, params)
    return AT_ONCE[method](world, params)
