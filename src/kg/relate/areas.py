"""The area that a figure holds for, by the divisions that its sentence, or the one before it, is about."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache

import regex

from kg.genre import is_story
from kg.model import Document, Mention, Quantity, Recognition, Span
from kg.relate.setting import is_a

__all__ = ["Areas"]

_SUBJECT_BEFORE = regex.compile(
    r"(?:^|[,。;:\n”])(?:今年以来|目前|其中|同时|截至目前|如今|走进|来到|在|该镇|该乡|该县)?,?$"
    r"|(?:[便就又再]到|来到|走进|走到|回到|最数|要数|说起)了?$"
)
# The most characters that the pattern above can match.
_LONGEST_BEFORE = 8
_POINT = regex.compile(r"(?<=[,;:。 ])(?:其?[一二三四五六七八九十]是)")
_SET_ASIDE = regex.compile(
    r"[、等和]|[^,。;]{0,8}(?:协作|帮扶|对口|援助|支援|援建)(?:资金|项目|财政|省|市|县|区|单位)"
)
_GAP = regex.compile(r"^(?:共有?|有|的|现有|各|累计|共计|范围内|内|上下|现|辖|下辖|)$")


class Areas:
    """The areas of the figures of one document."""

    def __init__(self, document: Document, recognition: Recognition) -> None:
        self._document, self._recognition = document, recognition
        # For each paragraph its sentences, and the place that is spoken of at the beginning of each and at the end.
        self._spoken_of: dict[Span, tuple[tuple[Span, ...], list[Mention | None]]] = {}
        self._story = is_story(document.folded)

    def of(self, sentence: Span, inside: tuple[Mention, ...], quantity: Quantity) -> Mention | None:
        """The place a figure holds for: the one right before it, else the subject of its sentence, else None.

        `inside` are the mentions of the sentence. A sentence without a place of its own goes on about the village or
        town that an earlier one of its paragraph is about: 在下陂村,…。公司为周边村民提供岗位85个。
        """
        folded = self._document.folded
        points = [m.end() for m in _POINT.finditer(folded, sentence.start, quantity.span.start)]
        point = points[-1] if points else sentence.start
        divisions = [
            m
            for m in inside
            if point <= m.span.start
            and m.span.end <= quantity.span.start
            and is_a(m, "AdministrativeDivision")
        ]
        for mention in reversed(divisions):
            if _listed(folded, mention, divisions):
                break
            if _GAP.match(folded[mention.span.end : quantity.span.start]):
                return mention
        subject = _subject(folded, point, sentence.end, divisions)
        if subject is not None or divisions or points:
            return subject
        return (
            None if _wider().search(folded[sentence.start : quantity.span.start]) else self._before(sentence)
        )

    def _before(self, sentence: Span) -> Mention | None:
        """The village or town that the sentences before one in its paragraph are about."""
        paragraph = self._document.segment_at(sentence.start)
        if paragraph is None:
            return None
        if paragraph.span not in self._spoken_of:
            self._spoken_of[paragraph.span] = self._followed(paragraph.span)
        sentences, places = self._spoken_of[paragraph.span]
        return places[bisect_left(sentences, sentence)]

    def _place_above(self, paragraph: Span) -> Mention | None:
        """The place that the paragraph above one is about at its end."""
        above = [s.span for s in self._document.segments if s.kind == "paragraph" and s.span < paragraph]
        for span in above:  # in order, so that each finds the one above it worked out
            if span not in self._spoken_of:
                self._spoken_of[span] = self._followed(span)
        return self._spoken_of[above[-1]][1][-1] if above else None

    def _followed(self, paragraph: Span) -> tuple[tuple[Span, ...], list[Mention | None]]:
        folded, sentences = self._document.folded, self._document.sentences_inside(paragraph)
        places: list[Mention | None] = [self._place_above(paragraph) if self._story else None]
        for sentence in sentences:
            inside = self._recognition.mentions_at.inside(sentence)
            named = [m for m in inside if is_a(m, "AdministrativeDivision")]
            place = places[-1]
            if named or _wider().search(sentence.cut(folded)):
                subject = _subject(folded, sentence.start, sentence.end, named)
                place = subject if subject is not None and is_a(subject, "Village", "Township") else None
            places.append(place)
        return sentences, places


def _listed(folded: str, mention: Mention, divisions: list[Mention]) -> bool:
    """Whether a division is the last of a list, all of which a number is told of: 洞井乡、西山乡12个村."""
    front = folded[mention.span.start - 1 : mention.span.start]
    return (
        bool(front) and front in "、和与及" and any(d.span.end == mention.span.start - 1 for d in divisions)
    )


def _subject(folded: str, start: int, end: int, divisions: list[Mention]) -> Mention | None:
    """The division that the words from `start` to `end`, or the last part of them that has one, are about."""
    subject: Mention | None = None
    for mention in divisions:
        front = folded[start : mention.span.start]
        if subject is not None and mention.span.start == subject.span.end:
            subject = mention  # 白马镇柳沟村: the smaller one acts
        elif _SUBJECT_BEFORE.search(front, max(0, len(front) - _LONGEST_BEFORE)) and not front.endswith("、"):
            subject = mention
        # 民主镇、蔺河镇等6个镇 is told of all of them, so of the area around them.
        # 北京市顺义区投入协作资金 is told of those who receive it.
        if subject is mention and _SET_ASIDE.match(folded, mention.span.end, end):
            subject = None
    return subject


@cache
def _wider() -> regex.Pattern[str]:
    return regex.compile(r"^全年|(?:全|我|该|本)[省市州盟县旗区]|各[乡镇县市区]|县里|[省市县]委|[省市县]政府")
