"""Parameters that say who shared a link, and where: never which page it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PREFIXES: Final = ("utm_", "mtm_", "hsa_", "spm_", "stm_", "vero_", "at_custom", "at_link_")

_ANYWHERE: Final = _names(
    """
    __hsfp __hssc __hstc _branch_match_id _ga _gl _hsenc _hsmi _ke _openstat at_bbc_team
    at_campaign at_campaign_type at_format at_medium at_ptr_name dclid epik fb_action_ids
    fb_action_types fb_ref fb_source fbclid gad_source gbraid gclid gclsrc hmci hmcu hmkw hmpl
    hmsr hsctatracking igsh igshid isappinstalled li_fat_id mc_cid mc_eid mibextid mkt_tok
    msclkid nsukey ocid oly_anon_id oly_enc_id pk_campaign pk_content pk_kwd pk_medium pk_source
    rb_clickid ref_src ref_url s_cid s_kwcid sc_cid scm share_app_id share_author_id share_code
    share_did share_from share_iid share_link share_link_id share_medium share_plat
    share_platform share_session_id share_source share_tag share_times share_to share_token
    share_type share_uid share_user_id sharefrom sharer_shareid sharer_shareinfo
    sharer_sharetime sharesource shareuid spm srsltid trk_contact trk_msg tt_content tt_from
    tt_medium ttclid twclid wbraid wickedid wickedsource wt_mc wt_zmc wx_header wxshare_count
    xtor yclid ysclid zanpid
    """
)

_VALUES: Final = {
    "from": _names(
        "singlemessage groupmessage timeline message weixin wechat wx qq qzone weibo share"
    ),
    "ref": _names("share wechat weixin weibo twitter facebook rss homepage"),
}
"""Names that select content on some sites and track on others: the value decides."""

_AT: Final = {
    "bilibili.com": "bbid buvid from_source from_spmid is_story_h5 plat_id seid timestamp ts "
    "unique_k vd_source",
    "facebook.com": "__cft__ __tn__ __xts__ hc_ref rdid refid",
    "linkedin.com": "lipi licu midsig midtoken rcm trackingid trk",
    "medium.com": "sk source",
    "nytimes.com": "campaign_id emc instance_id referringsource regi_id segment_id sgrp smid smtyp "
    "unlocked_article_code user_id",
    "reddit.com": "rdt share_id",
    "spotify.com": "nd si",
    "substack.com": "isfreemail r showwelcomeonshare token triedredirect",
    "toutiao.com": "app log_from req_id timestamp upstream_biz use_new_style",
    "weibo.cn": "jumpfrom luicode lfid sourcetype wm",
    "weibo.com": "jumpfrom luicode lfid refer_flag sourcetype wm",
    "x.com": "cxt cn s t",
    "xiaohongshu.com": "apptime appuid author_share exsource sharered shareid type wechatwid "
    "wechatoriginid xhsshare xsec_source xsec_token",
    "youtube.com": "ab_channel attr_tag feature pp si",
    "zhihu.com": "hybrid_search_extra hybrid_search_source",
}
_AT_HOST: Final = {host: _names(names) for host, names in _AT.items()}
"""Names that track at one site and might select content at another."""


def without_tracking(host: str, parts: Iterable[str]) -> Iterator[str]:
    """The `name=value` parts of a query that say which page it is."""
    here = _ANYWHERE | _names_at(host)
    for part in parts:
        name, _, value = part.partition("=")
        name = name.lower()
        tracks = (
            name in here or name.startswith(_PREFIXES) or value.lower() in _VALUES.get(name, ())
        )
        if part and not tracks:
            yield part


def _names_at(host: str) -> frozenset[str]:
    site = host
    while site:
        if site in _AT_HOST:
            return _AT_HOST[site]
        site = site.partition(".")[2]
    return frozenset()
