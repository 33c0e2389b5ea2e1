"""One customer or prospect of the demo bank, and where a book is."""

from dataclasses import dataclass, field

from advisor_app.head_office.demo.world import age_on


@dataclass(slots=True)
class Person:
    """A customer or prospect, with what the generator knows of their life besides."""

    index: int
    key: str
    number: str
    kind: str
    name: str
    surname: str
    sex: str
    birth: int
    foreign: bool
    id_number: str
    id_expires: int | None
    phone: str
    email: str
    address: str
    occupation: str
    segment: str
    employer_kind: str
    band: str
    income: int
    assets: int
    tolerance: int
    household: str
    role: str
    branch: str
    district: str
    advisor: str
    opened: int | None
    closed: int | None = None
    car: bool = False
    tenant: bool = False
    child_birth: int | None = None
    payroll: bool = False
    main_bank: bool = False
    online: bool = True
    active_until: int = 0
    family: list["Person"] = field(default_factory=list)

    def age(self, day: int) -> int:
        """Return the age on a day."""
        return age_on(self.birth, day)

    def relative(self, role: str) -> "Person | None":
        """Return the member of the household with a role, another than this person."""
        return next((one for one in self.family if one.role == role and one is not self), None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where and with whom a book is: its advisor, the branch, and the district of the branch."""

    advisor: str
    branch: str
    district: str
