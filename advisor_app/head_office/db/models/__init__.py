"""The tables of head office. Each table of the book has the columns of its record, and what only head office needs."""

from advisor_app.head_office.db.models.accounts import (
    Account,
    AccountHolder,
    Card,
    Loan,
    StandingOrder,
    Transaction,
)
from advisor_app.head_office.db.models.bank import (
    Advisor,
    Bank,
    Branch,
    District,
    FxRate,
    Policy,
    Product,
    Source,
)
from advisor_app.head_office.db.models.base import Base
from advisor_app.head_office.db.models.contacts import (
    Attachment,
    Consent,
    DigitalEvent,
    Feedback,
    Interaction,
    Promise,
    Revision,
    RiskAssessment,
)
from advisor_app.head_office.db.models.devices import Device, DeviceGrant, EnrolmentCode, Mutation
from advisor_app.head_office.db.models.feed import Assignment, BookMember, Bucket, Change
from advisor_app.head_office.db.models.imports import ImportFile
from advisor_app.head_office.db.models.people import AumMonth, Conversion, Customer, CustomerTier, Household
from advisor_app.head_office.db.models.positions import Holding, HoldingMonth

__all__ = [
    "Account",
    "AccountHolder",
    "Advisor",
    "Assignment",
    "Attachment",
    "AumMonth",
    "Bank",
    "Base",
    "BookMember",
    "Branch",
    "Bucket",
    "Card",
    "Change",
    "Consent",
    "Conversion",
    "Customer",
    "CustomerTier",
    "Device",
    "DeviceGrant",
    "DigitalEvent",
    "District",
    "EnrolmentCode",
    "Feedback",
    "FxRate",
    "Holding",
    "HoldingMonth",
    "Household",
    "ImportFile",
    "Interaction",
    "Loan",
    "Mutation",
    "Policy",
    "Product",
    "Promise",
    "Revision",
    "RiskAssessment",
    "Source",
    "StandingOrder",
    "Transaction",
]
