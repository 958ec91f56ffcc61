"""English layouts that the discovery of sums was tuned on."""

from evals.discovery.layout import Layout

BALANCE_SHEET = Layout(
    name="balance-sheet",
    title="Consolidated balance sheet",
    unit="(in thousands of dollars)",
    low=40,
    high=900000,
    brackets=True,
    blank="—",
    columns="""
 ; x label
Note ; n note
31 Dec 2024 ; a
31 Dec 2023 ; b
""",
    lines="""
Current assets
Cash and cash equivalents ; c
Trade receivables ; r
Less: allowance for doubtful debts ; l neg
Inventories ; i
Total current assets ; ca = c + r + l + i
Non-current assets
Property, plant and equipment ; p
  of which: land ; la of=p
Intangible assets ; g
Total non-current assets ; na = p + g
Total assets ; ta = ca + na
Current liabilities
Trade payables ; tp
Borrowings ; bo gap
Total current liabilities ; cl = tp + bo
Long-term debt ; ld
Total liabilities ; tl = cl + ld
Share capital ; sc
Retained earnings ; re
Total equity ; te = sc + re
Total liabilities and equity ; tle = tl + te
""",
)

QUARTERS = Layout(
    name="quarters",
    title="Quarterly revenue by segment",
    unit="$m",
    places=1,
    low=5,
    high=900,
    columns="""
Segment ; x label
Q1 ; q1
Q2 ; q2
Q3 ; q3
Q4 ; q4
Full year ; y = q1 + q2 + q3 + q4
Growth ; p pct
""",
    lines="""
Cloud ; a
Devices ; b
Licensing ; c
Services ; d
Total ; t = a + b + c + d
""",
)

TOP_TOTAL = Layout(
    name="population",
    title="Resident population by district",
    low=100,
    high=300000,
    columns="""
District ; x label
Total ; t = m + f
Male ; m
Female ; f
""",
    lines="""
Total ; all = a + b + c
Northern district ; a = a1 + a2
  Ashby ; a1
  Brook ; a2
Central district ; b = b1 + b2 + b3
  Carrow ; b1
  Dene ; b2
  Elm ; b3
Southern district ; c = c1 + c2
  Ford ; c1
  Glen ; c2
""",
)

INCOME_NATURE = Layout(
    name="income-statement",
    title="Statement of profit or loss",
    unit="£m",
    low=10,
    high=9000,
    brackets=True,
    blank="-",
    columns="""
 ; x label
2024 ; a
2023 ; b
Change ; c = a - b
Change % ; p pct
""",
    lines="""
Revenue ; r
Cost of sales ; cs neg
Gross profit ; gp = r + cs
Selling expenses ; se neg
Administrative expenses ; ae neg
Other income ; oi gap
Operating profit ; op = gp + se + ae + oi
Finance costs ; fc neg
Profit before tax ; pbt = op + fc
Income tax expense ; tx neg
Profit for the year ; py = pbt + tx
Earnings per share (pence) ; eps rate
""",
)

STAT_YEARS = Layout(
    name="energy",
    title="Table 7.1 Energy consumption",
    low=100,
    high=99000,
    rounded=True,
    columns="""
Item ; x label
2019 ; y1
2020 ; y2
2021 ; y3
2022 ; y4
""",
    lines="""
Coal ; c
Oil ; o
  of which: transport ; ot of=o
Natural gas ; g
Electricity ; e = h + n + w
  Hydro ; h
  Nuclear ; n
  Wind and solar ; w
Total consumption ; t = c + o + g + e
""",
)

BUDGET_ACTUAL = Layout(
    name="budget-actual",
    title="Budgetary comparison schedule - General Fund",
    low=1000,
    high=9000000,
    brackets=True,
    columns="""
 ; x label
Budget ; b
Actual ; a
Variance ; v = a - b
""",
    lines="""
Revenues
  Property taxes ; r1
  Sales taxes ; r2
  Licenses and permits ; r3
  Charges for services ; r4
    Total revenues ; r = r1 + r2 + r3 + r4
Expenditures
  General government ; e1
  Public safety ; e2
  Public works ; e3
    Total expenditures ; e = e1 + e2 + e3
Excess of revenues over expenditures ; x = r - e
Other financing sources (uses)
  Transfers in ; t1
  Transfers out ; t2 neg
    Total other financing sources (uses) ; o = t1 + t2
Net change in fund balance ; n = x + o
Fund balance, beginning ; fb
Fund balance, ending ; fe = n + fb
""",
)

TWO_YEARS = Layout(
    name="two-years",
    title="Grants and donations by source",
    unit="(in thousands)",
    low=10,
    high=90000,
    columns="""
Programme ; x label
Federal/Budget ; fb
Federal/Actual ; fa
State/Budget ; sb
State/Actual ; sa
Private/Budget ; pb
Private/Actual ; pa
All sources/Budget ; tb = fb + sb + pb
All sources/Actual ; ta = fa + sa + pa
""",
    lines="""
Housing ; a
Nutrition ; b
Youth services ; c
Total ; t = a + b + c
""",
)
