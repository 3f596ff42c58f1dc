import copy
import uuid
from dataclasses import fields

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from huying.base.clocks import queries as clocks
from huying.base.ledger.models import Entry
from huying.base.ledger.queries import timeline, verify
from huying.base.ledger.tests.shared import shared
from huying.base.notices.queries import unread
from huying.base.organs import queries as organs
from huying.base.search import queries as search
from huying.base.tallies.queries import by_key
from huying.field.stations import commands as station_commands
from huying.field.voices import codes, commands, jobs, queries, sealing
from huying.field.voices.models import Remark, Voice, VoiceContact
from huying.field.voices.states import VERBS
from huying.field.voices.tests import make
from huying.kernel.actor import CITIZEN, PUBLIC
from huying.kernel.errors import BadMove, Denied, HouseError, Invalid, Missing, Stale

pytestmark = pytest.mark.django_db


county_once = shared(make.county)


@pytest.fixture
def county(county_once: make.County) -> make.County:
    return copy.deepcopy(county_once)


def _owed(row: Voice) -> dict[str, str]:
    return {clock.kind: clock.debtor for clock in clocks.open_of(row.subject)}


def test_a_voice_comes_home(county: make.County) -> None:
    row = make.voice(county, contact="王大姐", phone="138 0000-0000")
    assert (row.state, row.region, row.town) == ("received", make.QIAOTOU, make.YUNXI)
    assert _owed(row) == {"register": f"station:{county.yunxi.pk}"}
    make.do("register", county, row, category="")
    assert _owed(row) == {"answer": f"station:{county.yunxi.pk}"}
    unit = county.organs["yunxi_town"].pk
    make.do("refer", county, row, unit=unit, note="属于镇里能办的事")
    assert _owed(row) == {"refer_accept": f"organ:{unit}", "refer_answer": f"organ:{unit}"}
    make.do("unit_accept", county, row, "yunxi_town_unit")
    assert set(_owed(row)) == {"refer_answer"}
    make.do("unit_answer", county, row, "yunxi_town_unit", text="灯头烧坏，已经换好")
    assert _owed(row) == {"report_back": f"station:{county.yunxi.pk}"}
    told = make.do("report_back", county, row, text="镇里已经换好路灯", solved=True)
    assert (told.state, _owed(row)) == ("reported", {}) and told.verdict_until
    ended = make.do("confirm", county, row, "citizen", verdict="solved")
    assert (ended.state, ended.verdict, ended.exit) == ("closed", "solved", "unit")
    lines = timeline(row.subject, ["public", "parties"])
    assert {line.verb for line in lines} <= set(VERBS)
    assert make.LAMP not in str([line.data for line in lines]) and "王大姐" not in str([line.data for line in lines])
    assert not [fault for fault in verify().faults if fault.subject == row.subject]


def test_the_same_form_twice_is_one_voice_with_one_code(county: make.County) -> None:
    key = uuid.uuid4()
    first, second = make.voice(county, command_id=key), make.voice(county, command_id=key)
    assert first.pk == second.pk and first.code == second.code
    assert Voice.objects.count() == 1
    assert queries.by_code(first.code.lower().replace("-", " ")).pk == first.pk
    assert queries.by_command(key).code == first.code
    assert first.code.replace("-", "") not in str(Voice.objects.values().get())


@pytest.mark.parametrize("guess", ["", "7KQD-M3XR-9TWP", "1", "\x00", "' OR 1=1 --", "七" * 500, "7KQD-M3XR-9TWP-7KQD"])
def test_a_guessed_code_finds_nothing_and_says_always_the_same(county: make.County, guess: str) -> None:
    make.voice(county)
    with pytest.raises(Missing) as refusal:
        queries.by_code(guess)
    assert refusal.value.text == queries.WRONG_CODE


def test_codes_have_no_look_alikes_and_notice_a_slip_of_the_pen() -> None:
    code = codes.derive(uuid.UUID(int=5))
    assert code == codes.derive(uuid.UUID(int=5)) != codes.derive(uuid.UUID(int=6))
    assert len(code.replace("-", "")) == 12 and set(code) <= set(codes.ALPHABET) | {"-"}
    assert codes.digest(code) == codes.digest("".join(chr(ord(c) + 0xFEE0) for c in code))
    assert codes.possible(code.lower().replace("-", " "))
    slips = [code[:at] + wrong + code[at + 1 :] for at in range(len(code)) for wrong in codes.ALPHABET]
    assert not any(codes.possible(slip) for slip in slips if slip != code and slip.count("-") == 2)
    assert not codes.possible(code[:-1]) and not codes.possible("")


def test_names_and_phones_stand_sealed_in_the_database(county: make.County, settings) -> None:
    row = make.voice(county, contact="李大爷", phone="13973912345")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM voices_voicecontact")
        stored = " ".join(cursor.fetchone())
    assert "李大爷" not in stored and "13973912345" not in stored
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10
    assert VoiceContact.objects.get(pk=row.pk).phone == "13973912345"
    assert queries.by_code(row.code).pk == row.pk
    settings.SECRET_KEY_FALLBACKS = []
    assert VoiceContact.objects.get(pk=row.pk).phone == sealing.LOST


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \x00\u202e\u200b\n"}, "text"),
        ({"text": "字" * 10_000}, "text"),
        ({"phone": "打我电话"}, "phone"),
        ({"phone": "1" * 30}, "phone"),
        ({"category": "weather"}, "category"),
        ({"village": "110101001001"}, "village"),
        ({"channel": "pigeon"}, "channel"),
        ({"place": "远" * 81}, "place"),
        ({"latitude": 91.0, "longitude": 111.3}, "place"),
        ({"latitude": 27.1}, "place"),
        ({"latitude": 27.1, "longitude": 111.3, "datum": "mars"}, "place"),
        ({"station": 0, "village": "", "region": "110101"}, "station"),
    ],
)
def test_what_cannot_be_said(county: make.County, given: dict, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        make.voice(county, **given)
    assert refusal.value.field == field
    assert Voice.objects.count() == 0 and "%(" not in str(refusal.value)


def test_odd_characters_are_cleaned_and_script_is_only_text(county: make.County) -> None:
    row = make.voice(
        county, text="<script>alert(1)</script>\x00路灯\u202e坏\u2066了\r\n第二行", contact="<b>王\x07</b>"
    )
    assert row.text == "<script>alert(1)</script>路灯坏了\n第二行"
    assert VoiceContact.objects.get().name == "<b>王</b>"


def test_a_place_from_a_map_of_another_system_is_kept_in_ours(county: make.County) -> None:
    row = make.voice(county, latitude=27.1, longitude=111.3, datum="gcj02")
    assert row.datum == "gcj02" and 0.001 < abs(row.longitude - 111.3) < 0.01
    assert (make.voice(county).latitude, make.voice(county).datum) == (None, "")


def test_two_thousand_characters_are_enough_and_allowed(county: make.County) -> None:
    assert len(make.voice(county, text="字" * 2000).text) == 2000


def test_a_photo_is_enough(county: make.County, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    row = make.voice(county, text="", photos=[SimpleUploadedFile("灯.png", PNG, "image/png")])
    assert row.photos == 1 and row.text == ""
    with pytest.raises(HouseError):
        make.voice(county, text="", photos=[SimpleUploadedFile("灯.png", b"MZ no picture", "image/png")])
    assert Voice.objects.count() == 1


@pytest.mark.parametrize("channel", ["reception", "phone", "deputy"])
def test_desk_channels_need_a_post(county: make.County, channel: str) -> None:
    for actor in (PUBLIC, county.actor("shiqiao_officer")):
        with pytest.raises(Denied):
            make.voice(county, actor=actor, channel=channel)
    good = county.actor("yunxi_deputy" if channel == "deputy" else "yunxi_officer")
    assert make.voice(county, actor=good, channel=channel).on_behalf is (channel != "deputy")


def test_a_unit_hands_it_back(county: make.County) -> None:
    row = make.voice_in(county, "referred")
    back = make.do("unit_return", county, row, "yunxi_town_unit", reason="属于县道，请转交通局")
    assert (back.state, back.stand, back.unit_id) == ("triaged", "returned", None)
    assert set(_owed(row)) == {"answer"}
    again = make.do("refer", county, row, unit=county.organs["traffic"].pk)
    assert again.stand == "referred"
    with pytest.raises(Denied):
        make.do("unit_accept", county, row, "yunxi_town_unit")


def test_an_answer_that_does_not_do(county: make.County) -> None:
    row = make.voice_in(county, "answered")
    make.do("send_back", county, row, reason="没说哪天修")
    assert set(_owed(row)) == {"refer_answer"}
    make.do("unit_answer", county, row, "yunxi_town_unit", text="周四修好")
    assert set(_owed(row)) == {"report_back"}


def test_only_units_are_referred_to(county: make.County) -> None:
    row = make.voice(county)
    for unit in (0, 999_999, county.organs[f"congress:{make.YUNXI}"].pk):
        with pytest.raises(HouseError):
            make.do("refer", county, row, unit=unit)
    row.refresh_from_db()
    assert row.state == "received" and set(_owed(row)) == {"register"}


def test_guides_and_reasons_come_from_the_playbook(county: make.County) -> None:
    for verb, given in (("guide", {"guide": "moon"}), ("explain", {"reason": "lazy", "text": "不办"})):
        with pytest.raises(Invalid):
            make.do(verb, county, make.voice(county), **given)
    guided = make.do("guide", county, make.voice(county), guide="petition")
    assert (guided.state, guided.exit, guided.guide) == ("reported", "guided", "petition")


def test_joined_voices_hear_the_same_and_judge_for_themselves(county: make.County) -> None:
    target, child = make.voice(county), make.voice(county, text="村口路灯也不亮")
    make.do("join", county, child, into=target.pk)
    assert _owed(child) == {}
    make.do("answer", county, target, text="两处路灯都修好了")
    child.refresh_from_db()
    assert child.state == "reported"
    assert Remark.objects.filter(voice=child).last().text == "两处路灯都修好了"
    make.do("confirm", county, child, "citizen", verdict="partly")
    target.refresh_from_db()
    assert target.state == "reported"


def test_joining_refused(county: make.County) -> None:
    target, child = make.voice(county), make.voice(county)
    make.do("join", county, child, into=target.pk)
    third = make.voice(county)
    foreign = make.voice(county, station=county.shiqiao.pk, village="", region=make.SHIQIAO)
    for row, into in ((third, third), (third, child), (target, third), (third, foreign)):
        with pytest.raises(HouseError):
            make.do("join", county, row, into=into.pk)


def test_what_was_joined_to_a_withdrawn_voice_stands_at_the_station(county: make.County) -> None:
    target, child = make.voice(county), make.voice(county)
    make.do("join", county, child, into=target.pk)
    make.do("withdraw", county, target, "citizen")
    child.refresh_from_db()
    assert (child.state, child.joined_to_id, set(_owed(child))) == ("triaged", None, {"answer"})


def test_a_deputy_takes_it_and_it_falls_back(county: make.County) -> None:
    row = make.voice_in(county, "raised")
    assert row.deputy == county.accounts["yunxi_deputy"].person_id and _owed(row) == {}
    with pytest.raises(Denied):
        make.do("fall_back", county, row, "shiqiao_deputy")
    back = make.do("fall_back", county, row, "system")
    assert (back.state, back.deputy, set(_owed(row))) == ("triaged", 0, {"answer"})
    make.do("pass_up", county, row, "yunxi_deputy", suggestion=4)
    assert make.do("report_back", county, row, "system", text="建议已办结").exit == "suggestion"


def test_the_station_recommends_it_to_a_deputy(county: make.County) -> None:
    row = make.voice(county)
    mine, other = (county.accounts[f"{name}_deputy"].person_id for name in ("yunxi", "shiqiao"))
    for wrong in (0, other, 999_999):
        with pytest.raises(Invalid):
            make.do("pass_up", county, row, deputy=wrong)
    make.do("pass_up", county, row, deputy=mine)
    assert unread(mine) == 1
    with pytest.raises(Denied):
        make.do("pass_up", county, row)
    assert make.do("pass_up", county, row, "yunxi_deputy", suggestion=9).state == "raised"
    told = [line.text for line in queries.timeline(Voice.objects.get(pk=row.pk), ["public"], citizen=True)]
    assert told[-2:] == ["联络站请人大代表看看，适不适合提成建议", "人大代表接过这件事，提成代表建议"]


def test_not_solved_goes_back_twice_and_is_then_counted(county: make.County) -> None:
    row = make.voice_in(county, "reported")
    for round_ in (1, 2):
        again = make.do("confirm", county, row, "citizen", verdict="not_solved", reason="还是黑的")
        assert (again.state, again.reopened, set(_owed(row))) == ("triaged", round_, {"revisit"})
        make.do("answer", county, row, text="又修了一次")
    ended = make.do("confirm", county, row, "citizen", verdict="not_solved")
    assert (ended.state, ended.verdict) == ("closed", "not_solved")
    with pytest.raises(Denied):
        make.do("reopen", county, row, "citizen")
    assert make.do("reopen", county, row, "county_clerk").state == "triaged"


def test_silence_is_silence(county: make.County) -> None:
    row = make.voice_in(county, "reported")
    assert jobs.close_silent(make.later(1)) == 0
    with pytest.raises(BadMove):
        make.do("close", county, row, "system")
    assert jobs.close_silent(make.later(200)) == 1
    assert jobs.close_silent(make.later(200)) == 0
    row.refresh_from_db()
    assert (row.state, row.verdict) == ("closed", "")


def test_publishing_needs_consent(county: make.County) -> None:
    shy = make.voice(county, publish=False)
    with pytest.raises(Denied):
        make.do("publish", county, shy)
    row = make.voice(county)
    assert row not in queries.public()
    make.do("publish", county, row, "county_clerk")
    assert list(queries.public()) == [row]
    make.do("unpublish", county, row)
    assert not queries.public().exists()


def test_erasing_leaves_no_name(county: make.County) -> None:
    row = make.voice(county, contact="王大姐", phone="13800000000", share_contact=True)
    make.do("erase", county, row, "citizen")
    assert not VoiceContact.objects.exists() and not Voice.objects.get().share_contact
    assert timeline(row.subject, ["parties"])[-1].verb == "voice.contact_erased"


def test_names_go_when_the_retention_days_have_passed(county: make.County) -> None:
    row = make.voice_in(county, "closed", contact="王大姐")
    assert jobs.erase_old(make.later(10)) == 0
    assert jobs.erase_old(make.later(4000)) == 1
    assert not VoiceContact.objects.filter(pk=row.pk).exists()


def test_retention_counts_from_the_day_it_was_closed(county: make.County) -> None:
    days = organs.book_for(make.YUNXI, make.TODAY).voices.retention_days
    row = make.voice_in(county, "reported", contact="王大姐")
    make.do("confirm", county, row, "citizen", now=make.later(100), verdict="solved")
    assert jobs.erase_old(make.later(days + 50)) == 0
    assert jobs.erase_old(make.later(days + 101)) == 1


def test_a_stale_form_changes_nothing(county: make.County) -> None:
    row = make.voice(county)
    make.do("add_words", county, row, "citizen", text="又坏了一盏")
    with pytest.raises(Stale):
        make.do("register", county, row, version=1)
    assert Voice.objects.get().state == "received"


def test_a_closed_station_takes_no_more(county: make.County) -> None:
    clerk = county.actor("county_clerk")
    station_commands.close_station(actor=clerk, now=make.NOW, station=county.shiqiao.pk)
    with pytest.raises(Invalid):
        make.voice(county, station=county.shiqiao.pk, village="")


def test_a_merged_station_hands_its_voices_on(county: make.County) -> None:
    row = make.voice(county, station=county.shiqiao.pk, village="", region=make.SHIQIAO)
    clerk = county.actor("county_clerk")
    station_commands.merge_station(actor=clerk, now=make.NOW, station=county.shiqiao.pk, into=county.yunxi.pk)
    assert row in queries.mine(county.actor("yunxi_officer"))
    make.do("register", county, row, "yunxi_officer")
    assert _owed(row) == {"answer": f"station:{county.yunxi.pk}"}


def test_counters_follow_every_move(county: make.County) -> None:
    for state in ("received", "triaged", "referred", "answered", "raised", "reported", "closed"):
        make.voice_in(county, state)
    back = make.voice_in(county, "referred")
    make.do("unit_return", county, back, "yunxi_town_unit", reason="不属于本单位")
    seen = {key.partition(":")[2]: n for key, n in by_key("voices", make.YUNXI).items() if n}
    expected: dict[str, int] = {}
    for row in Voice.objects.all():
        expected[row.stand] = expected.get(row.stand, 0) + 1
    assert seen == expected
    assert queries.counts(county.actor("yunxi_officer"))["received"] == 1
    assert queries.counts(county.actor("county_clerk")) == {**seen, "mine": 0}
    assert queries.counts(county.actor("shiqiao_officer")).get("received", 0) == 0


def test_it_is_found_by_two_characters(county: make.County) -> None:
    row = make.voice(county)
    assert search.find("voice", "路灯", make.COUNTY) == [row.pk]


def test_the_database_refuses_what_no_command_did(county: make.County) -> None:
    row = make.voice(county)
    with pytest.raises(IntegrityError), transaction.atomic():
        Voice.objects.filter(pk=row.pk).update(state="closed")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM voices_voice")


def test_no_personal_data_in_the_ledger(county: make.County) -> None:
    row = make.voice_in(county, "closed", contact="王大姐", phone="13800000000")
    lines = Entry.objects.filter(subject=row.subject).values_list("data", flat=True)
    assert not any(word in str(list(lines)) for word in ("王大姐", "13800000000", "路灯", "电工"))


def test_a_stranger_to_the_voice_is_refused_by_the_command_too(county: make.County) -> None:
    row = make.voice(county)
    for who in ("shiqiao_officer", "shiqiao_clerk", "traffic_unit", "yunxi_deputy", "citizen"):
        with pytest.raises(Denied):
            make.do("register", county, row, who)
    with pytest.raises(Missing):
        commands.register(actor=CITIZEN, now=make.NOW, voice=999_999)


def test_facts_hold_what_rights_need() -> None:
    from huying.field.voices.permissions import Facts

    assert {field.name for field in fields(Facts)} >= {"state", "region", "station", "unit", "consent"}


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
