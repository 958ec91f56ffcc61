"""A family of invented documents: one form, printed every year with a header nobody knows."""

from pathlib import Path

UNKNOWN = "专项业务费"
"""How the family heads its project expenditure."""
KIND = "expenditure_by_function"


def text_of(year: int, header: str = UNKNOWN, extra: str = "") -> str:
    """The table of a year: its figures add up, and are others each year."""
    basic, office, training = 1000 + year, 180 + year % 7, 20 + year % 5
    project = office + training
    rows = (
        ("", "合计", basic + 100 + project, basic + 100, project),
        ("201", "一般公共服务支出", basic + office, basic, office),
        ("20103", "政府办公厅（室）及相关机构事务", basic + office, basic, office),
        ("2010301", "行政运行", basic, basic, None),
        ("2010302", "一般行政管理事务", office, None, office),
        ("208", "社会保障和就业支出", 100 + training, 100, training),
        ("20805", "行政事业单位养老支出", 100 + training, 100, training),
        ("2080501", "行政单位离退休", 100, 100, None),
        ("2080505", "机关事业单位基本养老保险缴费支出", training, None, training),
    )
    lines = ["\t".join((*row[:2], *map(_printed, row[2:]))) for row in rows]
    head = f"科目编码\t科目名称\t合计\t基本支出\t{header}"
    return "\n".join((f"{year}年支出预算总表", "单位：万元", "", head, *lines, extra)) + "\n"


def _printed(figure: object) -> str:
    return "" if figure is None else f"{figure:,}.00"


def written(folder: Path, year: int, header: str = UNKNOWN) -> Path:
    """The document of a year in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{year}.txt"
    path.write_text(text_of(year, header), encoding="utf-8")
    return path
