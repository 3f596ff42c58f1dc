"""Where people log in, keep their account and lend posts; where administrators keep the roster."""

from django.urls import path, re_path

from huying.base.people.views import account, delegation, log_in, roster

app_name = "people"
urlpatterns = [
    path("desk/login", log_in.log_in, name="log_in"),
    path("desk/login/second", log_in.second, name="second"),
    path("desk/login/demo", log_in.demo, name="demo"),
    path("desk/logout", log_in.log_out, name="log_out"),
    path("desk/account/", account.home, name="home"),
    path("desk/account/password", account.password, name="password"),
    path("desk/account/second", account.second_factor, name="second_factor"),
    path("desk/account/keys/new", account.new_key, name="new_key"),
    path("desk/account/keys/<int:token>/revoke", account.revoke_key, name="revoke_key"),
    path("desk/account/sessions/end", account.end_sessions, name="end_sessions"),
    path("desk/delegation/", delegation.home, name="delegation"),
    path("desk/delegation/<int:post>/lend", delegation.lend, name="lend"),
    path("desk/delegation/<int:delegation>/revoke", delegation.revoke, name="revoke"),
    path("desk/people/", roster.people, name="people"),
    path("desk/people/add", roster.add, name="add"),
    path("desk/people/register", roster.register, name="register"),
    path("desk/people/<uuid:uid>", roster.person, name="person"),
    path("desk/people/<uuid:uid>/<slug:deed>", roster.act, name="act"),
    path("desk/people/posts/<int:post>/end", roster.end_post, name="end_post"),
    re_path(
        r"^desk/people/seats/(?P<mandate>[0-9]+)/(?P<verb>suspend|resume|end)$", roster.move_seat, name="move_seat"
    ),
]
