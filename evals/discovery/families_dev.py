"""Layouts that the discovery of sums was tuned on."""

from evals.discovery.families_dev_english import (
    BALANCE_SHEET,
    BUDGET_ACTUAL,
    INCOME_NATURE,
    QUARTERS,
    STAT_YEARS,
    TOP_TOTAL,
    TWO_YEARS,
)
from evals.discovery.layout import Layout

PRC_INCOME = Layout(
    name="利润表",
    title="合并利润表",
    unit="单位：元",
    places=2,
    low=1000,
    high=90000000,
    columns="""
项目 ; x label
附注 ; n note
本期金额 ; a
上期金额 ; b
""",
    lines="""
一、营业总收入 ; rev = r1 + r2
其中：主营业务收入 ; r1
      其他业务收入 ; r2
二、营业总成本 ; cost = c1 + c2 + c3 + c4
其中：营业成本 ; c1
      税金及附加 ; c2
      销售费用 ; c3
      管理费用 ; c4
加：其他收益 ; oi
投资收益（损失以“－”号填列） ; iv neg
三、营业利润（亏损以“－”号填列） ; op = rev - cost + oi + iv
加：营业外收入 ; ni
减：营业外支出 ; ne
四、利润总额 ; pt = op + ni - ne
减：所得税费用 ; tax
五、净利润 ; np = pt - tax
""",
)

FINAL_ACCOUNTS = Layout(
    name="支出决算明细",
    title="部门支出决算明细",
    unit="单位：万元",
    places=2,
    low=1,
    high=20000,
    columns="""
科目编码 ; k label
科目名称 ; x label
本年支出合计 ; t = b + p
基本支出 ; b
项目支出 ; p gap
年末结转 ; y
""",
    lines="""
 | 合计 ; all = a + b + c
201 | 一般公共服务支出 ; a = a1 + a2
20103 | 政府办公厅及相关机构事务 ; a1 = a11 + a12
2010301 | 行政运行 ; a11
2010302 | 一般行政管理事务 ; a12
20106 | 财政事务 ; a2 = a21
2010601 | 行政运行 ; a21
208 | 社会保障和就业支出 ; b = b1 + b2
20805 | 行政事业单位养老支出 ; b1
20808 | 抚恤 ; b2
210 | 卫生健康支出 ; c
""",
)

GDP = Layout(
    name="地区生产总值",
    title="地区生产总值构成",
    unit="单位：亿元",
    places=2,
    low=10,
    high=8000,
    columns="""
地区 ; x label
地区生产总值 ; g = p + s + t
第一产业 ; p
第二产业 ; s
第三产业 ; t
人均（元） ; c
""",
    lines="""
东城区 ; a
西城区 ; b
南山县 ; c
北河县 ; d
开发区 ; e
""",
)

NUMBERED_BUDGET = Layout(
    name="收支预算",
    title="国有资本经营收支情况",
    unit="单位：万元",
    low=10,
    high=60000,
    columns="""
项目 ; x label
2023年执行数 ; a
2024年预算数 ; b
预算数为执行数的% ; p pct
""",
    lines="""
一、利润收入 ; i = i1 + i2 + i3
（一）电力企业利润收入 ; i1
（二）运输企业利润收入 ; i2
（三）其他企业利润收入 ; i3
二、股利、股息收入 ; d = d1 + d2
（一）国有控股公司股利 ; d1
（二）国有参股公司股利 ; d2
三、产权转让收入 ; r gap
本年收入合计 ; s = i + d + r
上年结转 ; c
收入总计 ; t = s + c
""",
)

SUBTOTAL_BLOCKS = Layout(
    name="采购明细",
    title="政府采购明细",
    places=2,
    low=5,
    high=90000,
    columns="""
类别 ; u label
品目 ; x label
预算金额 ; a
合同金额 ; b
节约金额 ; c = a - b
""",
    lines="""
货物类 | 台式计算机 ; a1
 | 打印机 ; a2
 | 空调机 ; a3
 | 小计 ; a = a1 + a2 + a3
工程类 | 办公楼维修 ; b1
 | 道路修缮 ; b2
 | 小计 ; b = b1 + b2
服务类 | 物业管理 ; c1
 | 印刷服务 ; c2
 | 小计 ; c = c1 + c2
合计 | ; t = a + b + c
""",
)

THREE_PUBLIC = Layout(
    name="三公经费决算",
    title="“三公”经费支出情况",
    unit="单位：万元",
    places=2,
    low=1,
    high=300,
    columns="""
单位名称 ; x label
预算数/合计 ; t1 = a1 + b1 + c1
预算数/因公出国（境）费 ; a1 gap
预算数/公务用车费 ; b1
预算数/公务接待费 ; c1
决算数/合计 ; t2 = a2 + b2 + c2
决算数/因公出国（境）费 ; a2 gap
决算数/公务用车费 ; b2
决算数/公务接待费 ; c2
""",
    lines="""
合计 ; t = a + b + c + d
市档案馆 ; a
市史志办 ; b
市机关事务中心 ; c
市信访局 ; d
""",
)

NO_SUMS = Layout(
    name="no-sums-prices",
    title="主要商品价格",
    places=2,
    low=2,
    high=900,
    columns="""
商品 ; x label
单位 ; u text
2021年 ; a
2022年 ; b
2023年 ; c
同比 ; p pct
""",
    lines="""
大米 ; a
面粉 ; b
猪肉 ; c
鸡蛋 ; d
食用油 ; e
白菜 ; f
""",
)

BONDS = Layout(
    name="债券明细",
    title="新增地方政府债券资金安排情况",
    unit="单位：亿元",
    places=2,
    low=1,
    high=90,
    columns="""
序号 ; s serial
项目名称 ; x label
债券规模 ; a
已拨付 ; b
未拨付 ; c = a - b
到期年份 ; y years
""",
    lines="""
高速公路建设 ; a
轨道交通 ; b
棚户区改造 ; d
污水处理 ; e
医院扩建 ; f
合计 ; t = a + b + d + e + f
""",
)

DEV = (
    BALANCE_SHEET,
    PRC_INCOME,
    FINAL_ACCOUNTS,
    QUARTERS,
    GDP,
    TOP_TOTAL,
    NUMBERED_BUDGET,
    SUBTOTAL_BLOCKS,
    INCOME_NATURE,
    STAT_YEARS,
    THREE_PUBLIC,
    BUDGET_ACTUAL,
    NO_SUMS,
    BONDS,
    TWO_YEARS,
)
