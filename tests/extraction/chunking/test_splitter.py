from extraction.chunking.loader import SegmentLoader
from extraction.chunking.splitter import RowSplitter
from schemas.document import Document
from tests.builders import segment, text_document

HEADER = "科目编码 | 科目名称 | 合计"
BODY = """
    201 | 一般公共服务支出 | 9.00
    20103 | 政府办公厅 | 9.00
    2010301 | 行政运行 | 4.00
"""


def document() -> Document:
    parents = (("project", "某项目", 3), ("target", " ", 4))
    return text_document("").model_copy(
        update={
            "segments": (
                segment("expenditure_summary", HEADER, BODY, parents=parents),
                segment("table", "", "甲 | 乙"),
                segment("table", "项目", ""),
            )
        }
    )


def test_a_segment_is_loaded_as_lines_with_what_explains_them() -> None:
    loaded = SegmentLoader(document(), (0,)).load()
    assert len(loaded) == 1
    assert loaded[0].page_content.split("\n")[1] == "r2 | c1: 20103 | c2: 政府办公厅 | c3: 9.00"
    said = loaded[0].metadata
    assert (said["segment"], said["unit"], said["document"]) == (0, "元", "invented.txt")
    assert said["header"] == ("h1 | c1: 科目编码 | c2: 科目名称 | c3: 合计",)
    assert said["parents"] == ("某项目",)
    assert said["above"][1] == "above: 201一般公共服务支出"
    assert said["ranks"] == (0, 1, 2)


def test_all_segments_are_loaded_where_none_is_named() -> None:
    assert [d.metadata["segment"] for d in SegmentLoader(document()).lazy_load()] == [0, 1, 2]


def test_the_loader_goes_with_the_splitter_by_langchains_own_interface() -> None:
    splitter = RowSplitter(120, len)
    made = splitter.transform_documents(SegmentLoader(document()).load())
    assert [(d.metadata["segment"], d.metadata["first"], d.metadata["count"]) for d in made] == [
        (0, 1, 1),
        (0, 2, 1),
        (0, 3, 1),
        (1, 1, 1),
    ]
    assert [d.metadata["parts"] for d in made] == [3, 3, 3, 1]
    assert "above" not in made[0].metadata


def test_plain_text_is_cut_between_lines() -> None:
    splitter = RowSplitter(20, len)
    assert splitter.split_text("\n".join("abcdefgh" for _ in range(5))) == [
        "abcdefgh\nabcdefgh",
        "abcdefgh",
        "abcdefgh\nabcdefgh",
    ]
    assert splitter.split_text("") == []


def test_a_count_that_is_more_than_the_sum_of_lines_is_met_too() -> None:
    splitter = RowSplitter(100, lambda text: len(text) ** 2 // 10)
    pieces = splitter.split_text("\n".join("abcdefgh" for _ in range(9)))
    assert all("\n" not in p or len(p) ** 2 // 10 <= 100 for p in pieces)
    assert "\n".join(pieces).count("abcdefgh") == 9
