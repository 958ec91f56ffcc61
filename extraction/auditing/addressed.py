"""Text inside a document that addresses a language model: it changes nothing, and is told."""

import re
from collections.abc import Iterator

from schemas.document import Document
from schemas.finding import Finding
from schemas.source import Extent, Source

_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:above|previous|prior|earlier|instructions?"
    r"|prompts?|rules?)\b"
    r"|\b(?:system|developer)\s+(?:prompt|message)\b|\bas an? (?:AI|language model|assistant)\b"
    r"|\byou (?:are|must act as) an? (?:AI|language model|assistant)\b"
    r"|\b(?:output|return|answer|respond with|reply)\b.{0,20}\b(?:only|instead|0|zero|null)\b"
    r"|(?:忽略|无视|忘记|不要理会|不理会).{0,12}(?:以上|上述|前面|之前|先前|前述|此前).{0,12}"
    r"(?:内容|指令|指示|要求|规则|提示|说明|文字)?"
    r"|系统提示词?|提示词|作为(?:一个|一名)?(?:AI|人工智能|语言模型|大模型|智能助手)"
    r"|你(?:现在)?是(?:一个|一名)?.{0,6}(?:AI|人工智能|语言模型|大模型|助手|机器人)"
    r"|(?:请|直接|只|必须)(?:输出|返回|回答|填写|填)(?:为|成)?[0０零空]",
    re.IGNORECASE,
)
"""Orders of the known kinds (OWASP LLM01, prompt injection), in English and Chinese."""
_SHOWN = 60


def addresses_a_model(text: str) -> bool:
    """Whether a printed text gives orders to a language model."""
    return _ORDER.search(text) is not None


def addressed(document: Document) -> Iterator[Finding]:
    """A finding for every paragraph and cell that addresses a language model."""
    for text, source in _texts(document):
        if addresses_a_model(text):
            yield Finding(
                finding_class="label",
                printed=text[:_SHOWN],
                message=f"The text addresses a language model: “{text[:_SHOWN]}”. It is read as "
                "print and followed by nothing.",
                source=_extent(source),
            )


def _texts(document: Document) -> Iterator[tuple[str, Source]]:
    for paragraph in document.paragraphs:
        yield paragraph.text, paragraph.source
    for grid in document.grids:
        for row in grid.rows:
            for cell in row.cells:
                if not cell.blank:
                    yield cell.clean, cell.source


def _extent(source: Source) -> Extent:
    if source.line is not None:
        return Extent(lines=(source.line, source.line))
    return Extent(pages=() if source.page is None else (source.page,))
