"""A suggestion and the voices it grew out of."""

import pytest

from huying.base.ledger import queries as ledger
from huying.field.voices import queries as voices
from huying.field.voices.tests import make as speak
from huying.kernel.errors import Denied
from huying.work.suggestions import commands
from huying.work.suggestions.tests import make

pytestmark = pytest.mark.django_db


def test_a_suggestion_grows_out_of_voices_and_brings_them_home() -> None:
    county = speak.county()
    row = speak.voice(county)
    speak.do("register", county, row)
    deputy = county.actor("yunxi_deputy")
    with pytest.raises(Denied):
        commands.draft(actor=deputy, now=speak.NOW, region="430000", title=make.TITLE, body=make.BODY, voices=[row.uid])
    region = deputy.posts[0].region
    given = {"region": region, "title": make.TITLE, "body": make.BODY}
    case = commands.draft(actor=deputy, now=speak.NOW, voices=[row.uid], **given)
    row.refresh_from_db()
    assert (row.state, row.deputy) == ("raised", deputy.person)
    assert case.subject in ledger.family(row.subject)
    commands.discard(actor=deputy, now=speak.NOW, suggestion=case.pk)
    row.refresh_from_db()
    assert row.state == "triaged"
    assert voices.get_for(county.actor("yunxi_officer"), row.uid).exit == ""
