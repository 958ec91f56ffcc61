"""Layouts held out: nothing was tuned on them. Other families than those of the dev set."""

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

GAAP_INCOME = Layout(
    name="us-income",
    title="Consolidated Statements of Operations",
    unit="(In millions)",
    low=20,
    high=80000,
    brackets=True,
    columns="""
 ; x label
Year ended June 30,/2024 ; a
Year ended June 30,/2023 ; b
Year ended June 30,/2022 ; c
""",
    lines="""
Revenue:
  Product ; p
  Service and other ; s
Total revenue ; rev = p + s
Cost of revenue:
  Product ; cp
  Service and other ; cs
Total cost of revenue ; cost = cp + cs
Gross margin ; gm = rev - cost
Research and development ; rd
Sales and marketing ; sm
General and administrative ; ga
Operating income ; oi = gm - rd - sm - ga
Other income (expense), net ; oth neg
Income before income taxes ; ibt = oi + oth
Provision for income taxes ; tax
Net income ; ni = ibt - tax
""",
)

SEGMENT_GRID = Layout(
    name="segment-grid",
    title="Note 4. Operating segments",
    unit="(in thousands of euros)",
    low=100,
    high=400000,
    brackets=True,
    columns="""
Year ended 31 December 2024 ; x label
Europe ; eu
Americas ; am
Asia-Pacific ; ap
Eliminations ; el
Group ; g = eu + am + ap + el
""",
    lines="""
External revenue ; er
Inter-segment revenue ; ir
Total segment revenue ; tr = er + ir
Staff costs ; st neg
Depreciation ; de neg
Other expenses ; oe neg
Segment result ; sr = tr + st + de + oe
Operating margin ; om rate
""",
)

CASH_ROLL = Layout(
    name="cash-flow-indirect",
    title="Statement of cash flows",
    unit="$'000",
    low=30,
    high=60000,
    brackets=True,
    blank="–",
    columns="""
 ; x label
Notes ; n note
2024 ; a
2023 ; b
""",
    lines="""
Cash flows from operating activities
Receipts from customers ; r
Payments to suppliers and employees ; p neg
Interest paid ; i neg gap
Net cash from operating activities ; cfo = r + p + i
Cash flows from investing activities
Purchase of plant and equipment ; ppe neg
Proceeds from disposals ; d gap
Net cash used in investing activities ; cfi = ppe + d
Cash flows from financing activities
Proceeds from borrowings ; bo
Dividends paid ; div neg
Net cash from financing activities ; cff = bo + div
Net increase in cash held ; net = cfo + cfi + cff
Cash at the beginning of the year ; op
Cash at the end of the year ; cl = net + op
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

FIXED_ASSETS = Layout(
    name="fixed-assets-roll",
    title="Movements in property, plant and equipment",
    low=50,
    high=70000,
    columns="""
 ; x label
Land and buildings ; l
Plant and machinery ; p
Vehicles ; v
Total ; t = l + p + v
""",
    lines="""
Cost
At 1 January ; o
Additions ; a
Disposals ; d
At 31 December ; c = o + a - d
Depreciation
At 1 January ; o2
Charge for the year ; a2
On disposals ; d2
At 31 December ; c2 = o2 + a2 - d2
Net book value ; n = c - c2
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

EQUITY_COLUMNS = Layout(
    name="changes-in-equity",
    title="Statement of changes in net assets",
    unit="(Rs. in lakhs)",
    places=2,
    low=10,
    high=9000,
    brackets=True,
    columns="""
Particulars ; x label
Share capital ; s
Reserves ; r
Retained earnings ; e
Total ; t = s + r + e
""",
    lines="""
Balance as at 1 April 2023 ; o
Profit for the year ; p
Dividends ; d neg
Transfer from reserves ; tr gap
Balance as at 31 March 2024 ; c = o + p + d + tr
""",
)

PLAIN_LIST = Layout(
    name="no-sums-list",
    title="Key indicators by city",
    low=20,
    high=50000,
    columns="""
City ; x label
Population ; p
Households ; h
Area ; a
Founded ; y years
""",
    lines="""
Aberley ; a
Borough of Calder ; b
Dunmere ; c
Eastwick ; d
Fallow Hill ; e
Garside ; f
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

REGION_TABLE = Layout(
    name="stat-regions",
    title="Table 12. Expenditure by region and function",
    low=100,
    high=70000,
    columns="""
Region ; x label
Total ; t = h + e + r
Health ; h
Education ; e
Transport ; r
Share of total ; p pct
""",
    lines="""
England ; en = no + mi + so
  North ; no
  Midlands ; mi
  South ; so
Wales ; wa
Scotland ; sc
United Kingdom ; uk = en + wa + sc
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
