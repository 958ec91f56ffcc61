"""A kind of one's own: 补助资金发放表, a table of grants by category and recipient."""

from typing import ClassVar

from schemas.kinds import KindRow, printed
from schemas.kinds.identity import CodeHierarchy, ColumnSum, Identity
from schemas.kinds.kind import Code, Label, Money, Quantity


class Grants(KindRow):
    """补助资金发放表: what each category and each recipient is granted."""

    kind: ClassVar[str] = "grants"
    title: ClassVar[str] = "补助资金发放表"
    titles: ClassVar[tuple[str, ...]] = ("补助资金发放明细表", "补助发放表")
    key: ClassVar[tuple[str, ...]] = ("code", "name")
    identities: ClassVar[tuple[Identity, ...]] = (
        ColumnSum(total="total", parts=("central", "provincial", "local")),
        CodeHierarchy(
            code="code",
            name="name",
            amounts=("total", "central", "provincial", "local"),
            customary=("recipients",),
        ),
    )

    code: Code = printed("类别编码", "编码")
    name: Label = printed("补助类别", "补助项目", "类别名称")
    recipients: Quantity = printed("发放人数", "人数")
    total: Money = printed("补助金额/合计", "合计")
    central: Money = printed("补助金额/中央资金", "中央资金")
    provincial: Money = printed("补助金额/省级资金", "省级资金")
    local: Money = printed("补助金额/区级资金", "区级资金")
