"""Layouts held out: nothing was tuned on them. Other families than those of the dev set."""

from evals.discovery.families_heldout_english import (
    CASH_ROLL,
    EQUITY_COLUMNS,
    FIXED_ASSETS,
    GAAP_INCOME,
    PLAIN_LIST,
    REGION_TABLE,
    SEGMENT_GRID,
)
from evals.discovery.layout import Layout

BOND_BALANCES = Layout(
    name="地方政府债务余额情况表",
    title="2024年XX市地方政府债务余额情况表",
    unit="单位：亿元",
    places=2,
    low=1,
    high=900,
    columns="""
项目 ;  x label
合计 ; all = gen + spe
一般债务 ; gen
专项债务 ; spe
""",
    lines="""
一、2023年末地方政府债务余额 ; a
二、2024年地方政府债务限额 ; lim
三、2024年地方政府债务发行额 ; iss = new + refi
  新增债券 ; new
  再融资债券 ; refi
四、2024年地方政府债务还本额 ; rep
五、2024年末地方政府债务余额 ; close = a + iss - rep
""",
)

YEARBOOK_INVESTMENT = Layout(
    name="固定资产投资",
    title="表5-3 按行业分固定资产投资",
    unit="单位：亿元",
    places=2,
    low=3,
    high=4000,
    rounded=True,
    columns="""
指标 ; x label
2021 ; y1
2022 ; y2
2023 ; y3
2023年比上年增长（%） ; g pct
""",
    lines="""
总计 ; t = p + s + r
第一产业 ; p
第二产业 ; s = mi + ma + el + co
  采矿业 ; mi
  制造业 ; ma
  电力、热力、燃气及水生产和供应业 ; el
  建筑业 ; co gap
第三产业 ; r = tr + ho + ed + ot
  交通运输、仓储和邮政业 ; tr
  房地产业 ; ho
  教育 ; ed
  其他服务业 ; ot
""",
)

UNIT_PROJECTS = Layout(
    name="项目支出明细表",
    title="项目支出绩效评价汇总",
    unit="金额单位：万元",
    places=2,
    low=1,
    high=3000,
    columns="""
序号 ; n serial
单位名称 ; u label
项目名称 ; x label
资金来源/小计 ; t = fi + own
资金来源/财政拨款 ; fi
资金来源/自有资金 ; own gap
建设状态 ; s text
""",
    lines="""
市文化馆 | 小计 ; s1 = a + b + c
 | 展厅改造 ; a
 | 群众文化活动 ; b
 | 设备购置 ; c
市图书馆 | 小计 ; s2 = d + e
 | 图书采购 ; d
 | 数字资源 ; e
市博物馆 | 小计 ; s3 = f + g + h
 | 文物征集 ; f
 | 临时展览 ; g
 | 安防系统 ; h
合计 | ; all = s1 + s2 + s3
""",
)

MONTHS = Layout(
    name="月度收入",
    title="2024年各月税收收入完成情况",
    unit="单位：万元",
    low=200,
    high=90000,
    columns="""
税种 ; x label
1月 ; m1
2月 ; m2
3月 ; m3
一季度 ; q1 = m1 + m2 + m3
4月 ; m4
5月 ; m5
6月 ; m6
二季度 ; q2 = m4 + m5 + m6
上半年 ; h = q1 + q2
""",
    lines="""
增值税 ; v
企业所得税 ; e
个人所得税 ; p
城市维护建设税 ; c
契税 ; d gap
税收收入合计 ; t = v + e + p + c + d
""",
)

CASH_BUDGET = Layout(
    name="非税收入执行表",
    title="非税收入预算执行情况表",
    unit="单位：万元",
    low=10,
    high=50000,
    columns="""
科目编码 ; k label
科目名称 ; x label
年初预算 ; b
调整数 ; adj
调整预算 ; ab = b + adj
执行数 ; e
执行率 ; p pct
""",
    lines="""
103 | 非税收入 ; t = a + b + c
10302 | 专项收入 ; a = a1 + a2
1030203 | 教育费附加收入 ; a1
1030216 | 地方教育附加收入 ; a2
10304 | 行政事业性收费收入 ; b = b1 + b2
1030401 | 公安行政事业性收费收入 ; b1
1030442 | 自然资源行政事业性收费收入 ; b2
10305 | 罚没收入 ; c
""",
)

HEADCOUNT = Layout(
    name="人员情况",
    title="单位人员情况表",
    low=2,
    high=400,
    columns="""
单位 ; x label
编制数 ; q = ad + ca
其中：行政编制 ; ad
事业编制 ; ca
实有人数 ; r
离退休人数 ; l
""",
    lines="""
市水务局机关 ; a
市水政监察支队 ; b
市水文站 ; c
市节约用水办公室 ; d
合　　计 ; t = a + b + c + d
""",
)

HEALTH_FUND = Layout(
    name="社会保险基金收支",
    title="2023年社会保险基金收支决算表",
    unit="单位：元",
    places=2,
    low=100,
    high=90000000,
    columns="""
项目 ; x label
合计 ; t = a + b + c
企业职工基本养老保险基金 ; a
城乡居民基本养老保险基金 ; b
失业保险基金 ; c
""",
    lines="""
一、上年结余 ; o
二、本年收入 ; inc = i1 + i2 + i3
其中：保险费收入 ; i1
      财政补贴收入 ; i2
      利息收入 ; i3
三、本年支出 ; exp
其中：社会保险待遇支出 ; e1 of=exp
四、本年收支结余 ; bal = inc - exp
五、年末滚存结余 ; cl = o + bal
""",
)

HELD_OUT = (
    BOND_BALANCES,
    YEARBOOK_INVESTMENT,
    UNIT_PROJECTS,
    GAAP_INCOME,
    SEGMENT_GRID,
    CASH_ROLL,
    MONTHS,
    FIXED_ASSETS,
    CASH_BUDGET,
    HEADCOUNT,
    EQUITY_COLUMNS,
    PLAIN_LIST,
    HEALTH_FUND,
    REGION_TABLE,
)
