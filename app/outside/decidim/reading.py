"""From the cells of a record to a typed row, or to the reason why it is refused."""

from collections.abc import Callable, Mapping

from app.outside import prose
from app.outside.decidim.columns import Kind
from app.outside.decidim.faults import Fault
from app.outside.decidim.rows import CommentRow, Limits, ProposalRow, Row
from app.outside.decidim.values import Cells, RowRefused, clipped, proposal_in

_COMMENT_TYPE = "Decidim::Comments::Comment"


def row_of(kind: Kind, line: int, cells: Mapping[str, str], lang: str, limits: Limits) -> Row | Fault:
    read: Callable[[Cells, str, Limits], Row] = _proposal if kind is Kind.PROPOSALS else _comment
    try:
        return read(Cells(line, cells), lang, limits)
    except RowRefused as refusal:
        return refusal.fault


def _proposal(cells: Cells, default: str, limits: Limits) -> ProposalRow:
    external_id = cells.identifier("id")
    title = _titles(cells, default, limits)
    lang = default if default in title else next(iter(title))
    latitude, longitude = cells.position()
    withdrawn = _is_withdrawn(cells)
    return ProposalRow(
        line=cells.line, external_id=external_id, lang=lang, title=title,
        body=_bodies(cells, default, limits),
        category=clipped(cells.name(lang, "category/name", "taxonomies/name") or cells.text("category"), limits.short),
        scope=clipped(cells.name(lang, "scope/name") or cells.text("scope"), limits.short),
        address=clipped(cells.text("address"), limits.short),
        latitude=latitude, longitude=longitude,
        state="withdrawn" if withdrawn else cells.text("state").lower(), withdrawn=withdrawn,
        reference=clipped(cells.text("reference"), limits.short),
        answer=_answer(cells, lang, limits),
        supports=cells.number("supports", "votes"),
        published_at=cells.when("published_at", "created_at"),
        author_name=_author(cells, limits), author_external_id=_author_id(cells),
        url=cells.address("url"),
        amends_external_id=proposal_in(cells.text("original_proposal/url")),
    )


def _comment(cells: Cells, default: str, limits: Limits) -> CommentRow:
    external_id = cells.identifier("id")
    lang = cells.lang(default)
    body = _written(cells, _leading(cells.translated("body", lang), lang), limits.comment, "body_long")
    if not body:
        raise RowRefused(cells.line, "body_empty")
    alignment = cells.number("alignment", least=-1, most=1) or 0
    depth = cells.number("depth", most=99) or 0
    on, on_type = cells.text("commentable_id"), cells.text("commentable_type")
    root_url = cells.address("root_commentable_url")
    is_reply = on_type == _COMMENT_TYPE or (not on_type and depth > 0)
    return CommentRow(
        line=cells.line, external_id=external_id, lang=lang, body=body, created_at=cells.when("created_at"),
        author_name=_author(cells, limits), author_external_id=_author_id(cells),
        group_name=clipped(cells.name(lang, "user_group/name"), limits.short),
        alignment=alignment, depth=depth, commentable_id=on, commentable_type=on_type, root_url=root_url,
        proposal_external_id=_proposal_of(cells, on, on_type, root_url, is_reply),
        parent_external_id=on if is_reply else "",
    )


def _titles(cells: Cells, default: str, limits: Limits) -> dict[str, str]:
    read = {lang: prose.line_of(text) for lang, text in cells.translated("title", default).items()}
    title = {lang: text for lang, text in read.items() if text}
    if not title:
        raise RowRefused(cells.line, "title_empty")
    longest = max(map(len, title.values()))
    if longest > limits.title:
        raise RowRefused(cells.line, "title_long", length=longest, most=limits.title)
    return title


def _bodies(cells: Cells, default: str, limits: Limits) -> dict[str, str]:
    read = {lang: _written(cells, text, limits.body, "body_long")
            for lang, text in cells.translated("body", default).items()}
    return {lang: text for lang, text in read.items() if text}


def _answer(cells: Cells, lang: str, limits: Limits) -> str:
    return _written(cells, _leading(cells.translated("answer", lang), lang), limits.body, "answer_long")


def _leading(texts: Mapping[str, str], lang: str) -> str:
    return texts.get(lang) or next(iter(texts.values()), "")


def _written(cells: Cells, text: str, most: int, code: str) -> str:
    """Markdown, within its ceiling; far above it, the text is not even parsed."""
    text = prose.without_pictures(text)
    if len(text) <= prose.HTML_MOST:
        text = prose.markdown_of(text)
    if len(text) > most:
        raise RowRefused(cells.line, code, length=len(text), most=most)
    return text


def _is_withdrawn(cells: Cells) -> bool:
    return cells.says_yes("withdrawn") or bool(cells.text("withdrawn_at")) or cells.text("state").lower() == "withdrawn"


def _author(cells: Cells, limits: Limits) -> str:
    return clipped(prose.line_of(cells.text("author/name")), limits.short)


def _author_id(cells: Cells) -> str:
    """Several authors make one source of their own, "12,34"; of a crowd, the first stands for all."""
    ids = [part for part in (part.strip() for part in cells.text("author/id").split(",")) if part]
    whole = ",".join(ids)
    return whole if len(whole) <= 100 else ids[0][:100]


def _proposal_of(cells: Cells, on: str, on_type: str, root_url: str, is_reply: bool) -> str:
    found = proposal_in(root_url)
    if not found and not is_reply and (on_type.endswith("::Proposal") or (not on_type and not root_url)):
        found = on
    if not found:
        raise RowRefused(cells.line, "comment_elsewhere", value=(root_url or on_type or "–")[:80])
    return found
