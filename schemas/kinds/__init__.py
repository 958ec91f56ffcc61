"""The table kinds as pydantic row models, each with its printed headers and identities."""

from schemas.kinds.budget import (
    ExpenditureByFunction,
    FiscalAppropriationSummary,
    FundExpenditure,
    GeneralBasicByEconomic,
    GeneralBudgetByFunction,
    GeneralBudgetByUnit,
    RevenueByUnit,
    RevenueExpenditureSummary,
    StateCapitalExpenditure,
    ThreePublic,
)
from schemas.kinds.kind import FieldSpec, KindRow, printed
from schemas.kinds.lists import (
    Allocation,
    AssetAllocation,
    Procurement,
    ProjectExpenditure,
    ServicePurchase,
)
from schemas.kinds.performance import (
    FundingComposition,
    Indicators,
    ProjectFunding,
    ProjectProfile,
    ProjectSpending,
)

__all__ = ["GENERIC", "FieldSpec", "KindRow", "builtin_kinds", "printed"]

GENERIC = "table"
"""The kind of a table that is of no declared kind."""


def builtin_kinds() -> tuple[type[KindRow], ...]:
    """The kinds of a department budget disclosure, in the order of the export contract."""
    return (
        RevenueExpenditureSummary,
        FiscalAppropriationSummary,
        RevenueByUnit,
        ExpenditureByFunction,
        GeneralBudgetByFunction,
        GeneralBudgetByUnit,
        GeneralBasicByEconomic,
        ThreePublic,
        FundExpenditure,
        StateCapitalExpenditure,
        ProjectExpenditure,
        Procurement,
        ServicePurchase,
        AssetAllocation,
        FundingComposition,
        ProjectProfile,
        ProjectFunding,
        ProjectSpending,
        Indicators,
        Allocation,
    )
