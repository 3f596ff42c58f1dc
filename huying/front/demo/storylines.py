"""The stories of the cast, written by hand and told through commands, at days counted back from the demo's today.

第 47 号 桥头公路错车道 (unsatisfied, second assignment), 云溪灌区渠道清淤 (being handled), 桥头小学路灯 (a voice on
its way), 村卫生室夜间值班 (waiting for a co-signer), 老街路灯 (waiting for an evaluation), five voices nobody took yet.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from huying.field.voices import commands as voices
from huying.front.demo.corpus import load
from huying.front.demo.county import Seat
from huying.front.demo.engine import Life
from huying.front.demo.pictures import picture
from huying.front.demo.stage import Stage
from huying.front.demo.world import COUNTY
from huying.kernel.actor import CITIZEN, SYSTEM, Actor
from huying.work.suggestions import commands as suggestions

BRIDGE_VILLAGE, LOWER_DAM = "430599101201", "430599101202"
NUMBER = 47


class Story:
    """What every storyline needs: the cast by name, days counted back from today, the texts."""

    def __init__(self, stage: Stage, links: dict[str, str]) -> None:
        self.stage, self.engine, self.links = stage, stage.engine, links
        self.texts: dict[str, Any] = load("stories.toml")
        self.end = timezone.localdate(stage.engine.end)
        self.huang, self.zhou = stage.county.deputies[0], stage.county.deputies[1]

    def who(self, key: str) -> Actor:
        return self.stage.county.actor(self.stage.county.cast[key])

    def seat(self, seat: Seat) -> Actor:
        return self.stage.county.deputy(seat)

    @property
    def now(self) -> datetime:
        return self.engine.now

    def ago(self, days: int, hour: float = 10.0, *, exact: bool = False) -> datetime:
        """A moment so many days before today, on the next working day unless exact; never in the future."""
        day = self.end - timedelta(days=days)
        if not exact and not self.engine.calendar.works(day):
            day = self.engine.calendar.next_working_day(day)
        return min(self.engine.at(day, hour), self.engine.end - timedelta(minutes=2 + days))

    def fellows(self, count: int) -> list[Seat]:
        """Deputies of the same constituency who do answer."""
        near = [seat for seat in self.stage.county.deputies[2:] if seat.home.startswith("430599101")]
        return [seat for seat in near if seat.person not in self.stage.silent][:count]

    def say(self, key: str, *, channel: str = "qr", sight: str = "") -> Any:
        """One voice at the station of 云溪镇, with its text of ``stories.toml``."""
        told = self.texts["voices"][key]
        return voices.receive(
            actor=CITIZEN,
            now=self.now,
            command_id=self.stage.uuid(),
            channel=channel,
            station=self.stage.county.stations["430599101"][0].pk,
            village=told["village"],
            place=told["place"],
            text=told["text"],
            category=told["category"],
            phone=told.get("phone", ""),
            photos=[picture(sight, 7)] if sight else [],
        )

    def begin_suggestion(self, key: str, lead: Seat, fellows: list[Seat], heard: list[UUID], **more: Any) -> int:
        told = self.texts["suggestions"][key]
        row = suggestions.draft(
            actor=self.seat(lead),
            now=self.now,
            region=COUNTY,
            title=told["title"],
            body=told["body"].strip(),
            category=told["category"],
            voices=heard,
            cosigners=[seat.person for seat in fellows],
            **more,
        )
        pk: int = row.pk
        return pk

    def sign(self, pk: int, fellows: list[Seat]) -> None:
        for seat in fellows:
            suggestions.cosign(actor=self.seat(seat), now=self.now, suggestion=pk, agree=True)

    def tasks(self, row: Any) -> dict[str, Any]:
        """The current round's tasks by role; one of each here."""
        return {task.role: task for task in row.tasks.filter(round__number=row.round_no)}

    def unit(self, short: str) -> int:
        return self.stage.county.units[short]

    def reply(self, task: int, key: str, clerk: Actor, promise_by: date | None) -> None:
        told = self.texts["replies"][key]
        suggestions.draft_reply(
            actor=clerk,
            now=self.now,
            task=task,
            text=told["text"].strip(),
            outcome_class=told["class"],
            promise=told.get("promise", ""),
            promise_by=promise_by,
        )

    def send(self, task: int, clerk: Actor, head: Actor, number: str) -> Life:
        """Signature, vetting, dispatch within a day and a bit."""
        suggestions.ask_signature(actor=clerk, now=self.now, task=task)
        yield self.now + timedelta(hours=2)
        suggestions.sign(actor=head, now=self.now, task=task)
        yield self.now + timedelta(hours=1)
        suggestions.vet(actor=self.who("government"), now=self.now, task=task, passed=True)
        yield self.now + timedelta(minutes=40)
        suggestions.send(actor=clerk, now=self.now, task=task, number=number)


def begin(stage: Stage) -> dict[str, str]:
    """Let the storylines begin. Returns links that fill while they run: the tracking pages of their citizens."""
    links: dict[str, str] = {"station": f"/s/{stage.county.stations['430599101'][0].code}"}
    story = Story(stage, links)
    for life, days in ((passing, 282), (canal, 98), (lamp, 4), (clinic, 9), (old_street, 120), (unclaimed, 10)):
        stage.engine.spawn(life(story), story.ago(days, 9.0))
    return links


def passing(story: Story) -> Iterator[datetime]:
    """第 47 号: three voices, five names, filed as 47, answered, unsatisfied, a meeting, assigned again."""
    heard = []
    for days, key in ((281, "passing1"), (277, "passing2"), (274, "passing3")):
        yield story.ago(days, 18.2)
        heard.append(story.say(key, sight="road" if key == "passing2" else ""))
        yield story.now + timedelta(hours=15)
        voices.register(actor=story.who("station_officer"), now=story.now, voice=heard[-1].pk, category="roads")
    yield story.ago(268, 20.1)
    fellows = [story.zhou, *story.fellows(3)]
    pk = story.begin_suggestion("passing", story.huang, fellows, [row.uid for row in heard], in_session=True)
    yield story.ago(266, 9.5)
    story.sign(pk, fellows)
    yield story.ago(265, 10.2)
    suggestions.submit(actor=story.seat(story.huang), now=story.now, suggestion=pk)

    def file() -> None:
        suggestions.file(actor=story.who("affairs"), now=story.now, suggestion=pk, category="transport")

    story.stage.reserved[NUMBER] = file
    yield story.ago(260, 17.6)
    if story.stage.reserved.pop(NUMBER, None):
        file()
    yield from _first_round(story, pk)
    yield from _second_round(story, pk)


def _first_round(story: Story, pk: int) -> Life:
    clerk, head, land = story.who("transport"), story.who("transport_head"), story.who("land")
    yield story.ago(251, 9.4)
    units = {"lead": story.unit("县交通运输局"), "co": [story.unit("县自然资源局")]}
    row = suggestions.assign(actor=story.who("government"), now=story.now, suggestion=pk, **units)
    task, co = story.tasks(row)["lead"].pk, story.tasks(row)["co"].pk
    yield story.ago(250, 10)
    suggestions.accept(actor=clerk, now=story.now, task=task)
    suggestions.accept(actor=land, now=story.now, task=co)
    yield story.ago(247, 15)
    _plan(story, task, clerk, head, 170)
    yield story.ago(244, 10.5)
    yield from _contact(story, task, clerk, ("before", "phone"), "passing_before")
    yield story.ago(222, 16)
    suggestions.hand_opinion(actor=land, now=story.now, task=co, text=story.texts["replies"]["land1"]["text"].strip())
    yield story.ago(190, 10)
    yield from _contact(story, task, clerk, ("during", "site"), "passing_during")
    yield story.ago(163, 9)
    story.reply(task, "passing1", clerk, story.end - timedelta(days=20))
    yield from story.send(task, clerk, head, f"交运函〔{story.now.year}〕31 号")
    yield story.ago(158, 11)
    yield from _contact(story, task, clerk, ("after", "visit"), "passing_after")
    yield story.ago(151, 15)
    suggestions.publish(actor=story.who("affairs"), now=story.now, suggestion=pk, publication="full")
    yield story.ago(145, 20)
    grades = {"attitude": "satisfied", "result": "dissatisfied", "reason": story.texts["says"]["unsatisfied"]}
    suggestions.evaluate(actor=story.seat(story.huang), now=story.now, suggestion=pk, **grades)
    suggestions.evaluate(
        actor=story.seat(story.zhou), now=story.now, suggestion=pk, attitude="satisfied", result="basically_satisfied"
    )
    # The clock closes it when the time is over, which holidays move; in the end it is closed.
    yield story.ago(110, 9)
    story.stage.refused(lambda: suggestions.close_evaluation(actor=SYSTEM, now=story.now, suggestion=pk))


def _second_round(story: Story, pk: int) -> Life:
    clerk, head, land = story.who("transport"), story.who("transport_head"), story.who("land")
    affairs = story.who("affairs")
    yield story.ago(46, 9.6)
    day = timezone.localdate(story.ago(25))
    suggestions.call_meeting(actor=affairs, now=story.now, suggestion=pk, kind="meeting", on=day, place="桥头村村部")
    yield story.ago(25, 16.5)
    suggestions.record_meeting(
        actor=affairs, now=story.now, suggestion=pk, on=day, resolved=False, note=story.texts["says"]["meeting"]
    )
    yield story.ago(18, 10)
    units = {"lead": story.unit("县交通运输局"), "co": [story.unit("县自然资源局")]}
    note = story.texts["says"]["again"]
    row = suggestions.assign_again(actor=story.who("government"), now=story.now, suggestion=pk, note=note, **units)
    task, co = story.tasks(row)["lead"].pk, story.tasks(row)["co"].pk
    yield story.ago(17, 9)
    suggestions.accept(actor=clerk, now=story.now, task=task)
    suggestions.accept(actor=land, now=story.now, task=co)
    yield story.ago(16, 15)
    _plan(story, task, clerk, head, -10)
    yield from _contact(story, task, clerk, ("before", "phone"), "passing_again")
    yield story.ago(10, 15)
    yield from _contact(story, task, clerk, ("during", "site"), "passing_site")
    yield story.ago(4, 16.3)
    suggestions.hand_opinion(actor=land, now=story.now, task=co, text=story.texts["replies"]["land2"]["text"].strip())
    yield story.ago(3, 10)
    story.reply(task, "passing2", clerk, story.end + timedelta(days=28))
    yield story.now + timedelta(hours=4)
    suggestions.ask_signature(actor=clerk, now=story.now, task=task)


def _plan(story: Story, task: int, clerk: Actor, head: Actor, days: int) -> None:
    suggestions.plan(
        actor=clerk,
        now=story.now,
        task=task,
        leader=head.name,
        handler=clerk.name,
        phone="0700-5260147",
        text="分管领导带队到现场，先核错车点位和用地，再定资金和工期",
        until=max(story.end - timedelta(days=days), timezone.localdate(story.now) + timedelta(days=5)),
    )


def _contact(story: Story, task: int, clerk: Actor, how: tuple[str, str], key: str, *, confirm: bool = True) -> Life:
    """A talk on record; ``how`` is its phase and form."""
    phase, form = how
    note = story.texts["says"][key]
    day = timezone.localdate(story.now)
    made = suggestions.log_contact(
        actor=clerk, now=story.now, task=task, phase=phase, form=form, on=day, note=note, deputy=story.huang.person
    )
    yield story.now + timedelta(hours=3)
    if confirm:
        suggestions.confirm_contact(actor=story.seat(story.huang), now=story.now, contact=made.pk, confirmed=True)


def canal(story: Story) -> Iterator[datetime]:
    """云溪灌区渠道清淤: assigned to 县水利局 so that its reply is due in twelve days; a contact is unconfirmed."""
    clerk = story.who("water")
    fellows = story.fellows(2)
    yield story.ago(97, 20)
    pk = story.begin_suggestion("canal", story.huang, fellows, [])
    yield story.ago(95, 12)
    story.sign(pk, fellows)
    yield story.ago(94, 19)
    suggestions.submit(actor=story.seat(story.huang), now=story.now, suggestion=pk)
    yield story.ago(90, 11)
    story.stage.file(
        lambda: (
            suggestions.file(actor=story.who("affairs"), now=story.now, suggestion=pk, category="agriculture").number
        )
    )
    yield story.engine.at(_three_months_before(story.end + timedelta(days=12)), 9.8)
    row = suggestions.assign(
        actor=story.who("government"),
        now=story.now,
        suggestion=pk,
        lead=story.unit("县水利局"),
        co=[story.unit("县农业农村局")],
    )
    task = story.tasks(row)["lead"].pk
    yield story.ago(77, 9)
    suggestions.accept(actor=clerk, now=story.now, task=task)
    yield story.ago(70, 10)
    _plan(story, task, clerk, clerk, -3)
    yield from _contact(story, task, clerk, ("before", "visit"), "canal_before")
    yield story.ago(4, 10.4)
    yield from _contact(story, task, clerk, ("during", "phone"), "canal_during", confirm=False)


def _three_months_before(day: date) -> date:
    month = day.month - 3
    year = day.year if month > 0 else day.year - 1
    return date(year, month if month > 0 else month + 12, min(day.day, 28))


def lamp(story: Story) -> Iterator[datetime]:
    """桥头小学路灯: said with a picture, registered, referred to 云溪镇政府, signed for."""
    yield story.ago(4, 17.7, exact=True)
    row = story.say("lamp", sight="lamp")
    story.links["track"] = f"/track/{row.code}"
    officer, clerk = story.who("station_officer"), story.who("town_clerk")
    yield story.ago(3, 9.2, exact=True)
    voices.register(actor=officer, now=story.now, voice=row.pk, category="roads", note="黄秀英代表看过，请先办")
    yield story.ago(2, 10.3, exact=True)
    note = "属于镇里能办的事，走代表直通车。"
    voices.refer(actor=officer, now=story.now, voice=row.pk, unit=story.unit("云溪镇政府"), note=note)
    yield story.ago(1, 15.1, exact=True)
    voices.unit_accept(actor=clerk, now=story.now, voice=row.pk)


def clinic(story: Story) -> Iterator[datetime]:
    """村卫生室夜间值班: 周建国 asks; four have signed, 黄秀英 has not answered yet."""
    yield story.ago(8, 21)
    fellows = story.fellows(4)
    pk = story.begin_suggestion("clinic", story.zhou, fellows, [])
    for seat in fellows:
        yield story.now + timedelta(hours=7)
        story.sign(pk, [seat])
    yield story.ago(2, 11)
    people = [story.huang.person]
    suggestions.invite(actor=story.seat(story.zhou), now=story.now, suggestion=pk, people=people)


def old_street(story: Story) -> Iterator[datetime]:
    """云溪老街路灯: answered, and 黄秀英 has two days left to judge it."""
    yield story.ago(118, 20)
    pk = story.begin_suggestion("old_street", story.huang, [story.zhou], [])
    yield story.ago(116, 19)
    story.sign(pk, [story.zhou])
    suggestions.submit(actor=story.seat(story.huang), now=story.now, suggestion=pk)
    yield story.ago(113, 10)
    story.stage.file(
        lambda: (
            suggestions.file(actor=story.who("affairs"), now=story.now, suggestion=pk, category="town_building").number
        )
    )
    yield story.ago(110, 9)
    lead = story.unit("县城管局")
    row = suggestions.assign(actor=story.who("government"), now=story.now, suggestion=pk, lead=lead)
    task = story.tasks(row)["lead"].pk
    county = story.stage.county
    clerk, head = county.actor(county.clerks[lead]), county.actor(county.heads[lead])
    yield story.ago(108, 9)
    suggestions.accept(actor=clerk, now=story.now, task=task)
    _plan(story, task, clerk, head, 40)
    yield story.ago(85, 10)
    yield from _contact(story, task, clerk, ("before", "phone"), "street_before")
    yield story.ago(40, 10)
    yield from _contact(story, task, clerk, ("during", "site"), "street_during")
    yield story.engine.at(_working_days_before(story, story.end + timedelta(days=2), 15), 8.7)
    story.reply(task, "old_street", clerk, None)
    yield from story.send(task, clerk, head, f"城管函〔{story.now.year}〕58 号")


def _working_days_before(story: Story, day: date, count: int) -> date:
    """The working day from which ``count`` working days lead to ``day``, or to the next working day after it."""
    ahead = next(index for index, one in enumerate(story.engine.workdays) if one >= day)
    return story.engine.workdays[ahead - count]


def unclaimed(story: Story) -> Iterator[datetime]:
    """Five voices at 云溪镇联络站 that nobody has taken; three are about one place."""
    for days, key in ((9, "new1"), (6, "new2"), (3, "new3"), (2, "new4"), (1, "new5")):
        yield story.ago(days, 18.4, exact=True)
        row = story.say(key, sight="road" if key == "new2" else "")
        if key in ("new1", "new2"):
            yield story.now + timedelta(hours=16)
            voices.register(actor=story.who("station_officer"), now=story.now, voice=row.pk, category="roads")
