"""One county with a case in each room, and somebody of every kind who may knock at its doors."""

from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.test import Client

from huying.base.people import commands as people
from huying.base.people import queries
from huying.base.people.models import Account
from huying.base.people.tests.make import enter
from huying.field.imports import commands as imports
from huying.field.imports.models import Batch
from huying.field.surveys import commands as surveys
from huying.field.surveys.models import Survey
from huying.field.topics import commands as topics
from huying.field.topics.models import Topic
from huying.field.voices.models import Voice
from huying.kernel.actor import PUBLIC, SYSTEM, Role
from huying.work.suggestions.models import Contact, Suggestion, Task
from huying.work.suggestions.tests import make as suggestions
from tests.journeys.make import House, house

PHONE = "13907390001"
VISITOR = "刘翠莲"
SEALED = "态度还行，就是路没修"
SAID = "三楼那间空着的屋子给我们下棋"
"""Secrets: a citizen's contact, a deputy's words before the round closes, a citizen's words in a questionnaire."""

POST_ROLES = {"chair": Role.CONGRESS_LEADER, "system": Role.SYSTEM_ADMIN, "security": Role.SECURITY_ADMIN}
WHO = {
    "proposer": "lead",
    "deputy": "second",
    "clerk": "clerk",
    "office": "office",
    "lead unit": "roads_clerk",
    "co unit": "police_clerk",
    "other unit": "water_clerk",
    "leader": "chair",
    "auditor": "auditor",
    "system admin": "system",
    "security admin": "security",
    "former deputy": "third",
}
"""Whoever asks, and their name in the story; the officers are of 云溪镇's station and of another township's."""


@dataclass
class Cast:
    """The house, its cases, and everybody's account."""

    home: House
    voice: Voice
    private: Voice
    suggestion: Suggestion
    task: Task
    contact: Contact
    survey: Survey
    batch: Batch
    topic: Topic
    accounts: dict[str, Account] = field(default_factory=dict)

    def client(self, who: str) -> Client:
        return Client() if who == "nobody" else enter(self.accounts[who])


def cast() -> Cast:
    """Two voices, one of them a suggestion that is answered and judged, but not yet unsealed; a seat that has ended."""
    home = house()
    world = home.world
    for name, role in POST_ROLES.items():
        suggestions.member(world, name, role, world.organs["congress"])
    private = home.speak(phone=PHONE, contact=VISITOR, publish=False)
    voice = home.speak("云溪镇卫生院门口的斑马线磨得看不见了")
    home.at_station("register", private)
    case = suggestions.filed(world, voices=[voice.uid])
    units = {"lead": world.unit("roads"), "co": [world.unit("police")]}
    home.do("office", "assign", suggestion=case.pk, **units)
    suggestions.sent(world, case, opinions_missing="县公安局没有按时提交")
    home.do("lead", "evaluate", suggestion=case.pk, attitude="satisfied", result="dissatisfied", reason=SEALED)
    retire(home)
    task = suggestions.task(world, case)
    accounts = {who: world.accounts[name] for who, name in WHO.items()}
    accounts["officer"] = home.county.accounts["yunxi_officer"]
    accounts["far officer"] = home.county.accounts["shiqiao_officer"]
    contact = Contact.objects.filter(task=task).first()
    assert contact is not None
    more = (asked(home), ledger(home), listed(home, private))
    return Cast(home, voice, private, suggestions.fresh(case), task, contact, *more, accounts)


def listed(home: House, voice: Voice) -> Topic:
    """A topic of the county's list, not published, out of a voice that is not public either."""
    now, clerk = home.world.now, queries.actor_of(home.world.accounts["clerk"], home.world.now.date())
    row = topics.propose(actor=clerk, now=now, region=home.world.region, title="路灯不亮", said=[voice.uid])
    return topics.list_topic(actor=clerk, now=now, topic=row.pk)


def asked(home: House) -> Survey:
    """A questionnaire of the committee that anybody could answer; closed, not yet published."""
    now, clerk = home.world.now, queries.actor_of(home.world.accounts["clerk"], home.world.now.date())
    row = surveys.draft(
        actor=clerk,
        now=now,
        region=home.world.region,
        title="镇文化站怎么改",
        audience="anyone",
        opens_on=now.date(),
        closes_on=now.date(),
    )
    for kind, text in (("scale", "打几分"), ("text", "最想添什么")):
        surveys.add_question(actor=clerk, now=now, survey=row.pk, kind=kind, text=text)
    surveys.open_survey(actor=clerk, now=now, survey=row.pk)
    for n in range(6):
        answers = {"q1": ["4"], "q2": [SAID]}
        surveys.answer(actor=PUBLIC, now=now, survey=row.pk, answers=answers, token=f"phone {n}")
    return surveys.close_survey(actor=clerk, now=now, survey=row.pk)


def ledger(home: House) -> Batch:
    """An old ledger of the county's committee, its columns not yet named."""
    now, clerk = home.world.now, queries.actor_of(home.world.accounts["clerk"], home.world.now.date())
    file = ContentFile("反映时间,反映内容\n2025-03-01,桥头的路灯坏了\n".encode(), name="台账.csv")
    return imports.upload(actor=clerk, now=now, file=file, source="12345 热线")


def retire(home: House) -> None:
    """The third deputy's seat ends; what was theirs stays theirs."""
    mandate = queries.mandate_of(home.world.persons["third"], home.world.now.date())
    assert mandate is not None
    people.end_mandate(actor=SYSTEM, now=home.world.now, mandate=mandate.pk)
