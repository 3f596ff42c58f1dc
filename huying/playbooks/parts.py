"""What every section of a playbook is made of: frozen parts that know their keys, names, options, periods."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from huying.kernel.errors import Invalid
from huying.kernel.periods import STARTS, Period
from huying.kernel.words import N_

# Who may have to consent, and what may follow when a time limit passes; stored codes -> words.
APPROVERS: dict[str, str] = {
    "": N_("不需批准"),
    "assigner": N_("交办机关"),
    "committee": N_("代工委"),
    "committee_leader": N_("代工委负责人"),
    "presidium": N_("主席团"),
    "chairpersons": N_("主任会议"),
}
PASSED: dict[str, str] = {
    "": N_("计为超期"),
    "deemed_accepted": N_("视为受理"),
    "deemed_declined": N_("视为不参加联名"),
    "excluded": N_("经提醒仍未反馈的不计入满意率"),
    "deemed_closed": N_("视为了结"),
    "reminded": N_("只作提醒"),
}

Code = Annotated[str, Field(pattern=r"^[a-zA-Z][a-zA-Z0-9_]{0,39}$")]
Text = Annotated[str, Field(min_length=1, max_length=600)]
Days = Annotated[int, Field(ge=0, le=3660)]


def _period(value: Any) -> Any:
    """A kernel Period out of a table; unknown keys and impossible values become sentences."""
    if not isinstance(value, Mapping):
        return value
    unknown = sorted(set(value) - set(Period.__dataclass_fields__))
    if unknown:
        raise ValueError(f"不认识的键“{unknown[0]}”")
    if value.get("start", "") not in STARTS:
        raise ValueError(f"不认识的起算事项“{value['start']}”，可用：{'、'.join(filter(None, STARTS))}")
    if value.get("approver", "") not in APPROVERS:
        raise ValueError(f"不认识的批准人“{value['approver']}”，可用：{'、'.join(filter(None, APPROVERS))}")
    if value.get("passed", "") not in PASSED:
        raise ValueError(f"不认识的逾期后果“{value['passed']}”，可用：{'、'.join(filter(None, PASSED))}")
    for name, field in Period.__dataclass_fields__.items():
        if name in value and type(value[name]) is not field.type:
            raise ValueError(f"“{name}”的值类型不对，应为 {getattr(field.type, '__name__', field.type)}")
    try:
        return Period(**value)
    except Invalid as error:
        raise ValueError(str(error)) from None


Limit = Annotated[Period, BeforeValidator(_period)]


STRICT = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


class Part(BaseModel):
    """Everything in a playbook is frozen and knows its keys."""

    model_config = ConfigDict(**STRICT, frozen=True)


class Name(Part):
    """A word as this place says it, in Chinese and, where the place wants it, in English."""

    label: Text
    en: str = ""

    def shown(self, language: str) -> str:
        """The label for a reader of ``language`` ("zh-hans", "en"); Chinese where no English is given."""
        return self.en if self.en and language.startswith("en") else self.label


class Option(Name):
    """One entry of a list people choose from; ``code`` is stored, the label is shown."""

    code: Code
    hint: str = ""
    basis: str = ""


class Periods:
    """The time limits of one process, by attribute, or by their key in the file: ``periods["return"]``."""

    def __getitem__(self, name: str) -> Period:
        found = getattr(self, "return_" if name == "return" else name, None)
        if not isinstance(found, Period):
            raise KeyError(name)
        return found
