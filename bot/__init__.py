"""Linkdigest: one arrow from a dropped link to a posted digest.

    text  --find-->      Link       core.links
    Link  --fetch-->     Page       adapters.web
    Page  --extract-->   Article    core.extract        (or a Refusal)
    Article --summarize-> Summary   core.summarize      (adapters.openai, or the extract)
    Summary --check-->   Digest     core.check
    Digest --render-->   Message    render
    Message --post-->    Post       adapters.telegram, adapters.discord

Around it stand two doors for chats: core.intake decides what a message is worth and writes its
rows, core.delivery owns what is owed to a chat, and in which order. core.front leads to both.

Imports go one way, and a failing test says so:

    __main__ : cli  ->  app  ->  adapters  ->  settings : render  ->  core

Adapters are strangers to one another; `app` alone joins the parts.
"""

__version__ = "0.1.0"
