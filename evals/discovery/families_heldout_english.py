"""English layouts held out: nothing was tuned on them."""

from evals.discovery.layout import Layout

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
