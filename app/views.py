"""Every page of the site: what each request passes through, then each subject's views."""

from flask import Blueprint, Flask

from app.accounts.views import factors, own, roles, security, sign_in
from app.attachments import views as attachments
from app.core.web import (
    assets,
    authentication,
    doors,
    errors,
    filters,
    frame,
    headers,
    languages,
    paging,
    requests,
    sent_forms,
)
from app.decisions.views import answering, charters, opening, rounds, running, show as decisions, simulation
from app.demo import samples_views, wall
from app.discussion.views import reading as discussion, writing as discussion_writing
from app.experiments.views import experiment, pact, sharing
from app.groups.views import group, meetings
from app.journal import views as journal
from app.moderation import views as moderation
from app.notifications import views as notifications
from app.paper import views as paper
from app.proposals.views import acts, amendments, editing, linking, lists, place, show, starters, steering, writing
from app.search import views as search
from app.site.views import brand, design, health, home, offline, pages, setup, steps, years
from app.structures import views as structures
from app.territory.views import places

VIEWS = (  # several may add their pages to one blueprint
    factors, own, roles, security, sign_in, attachments, answering, charters, opening, rounds, running, simulation,
    decisions, samples_views, wall, discussion, discussion_writing, experiment, pact, sharing, group, meetings, journal,
    moderation, notifications, paper, acts, amendments, editing, linking, lists, place, show,
    starters, steering, writing, search, brand, design, health, home, offline, pages, setup, steps, years, structures,
    places)


def init_app(app: Flask) -> None:
    for begin in (
            assets.init_app, authentication.init_app, languages.init_app, paging.init_app, requests.init_app,
            doors.init_app, sent_forms.init_keys, headers.init_app, errors.init_app, sent_forms.init_held,
            filters.init_app, frame.init_app, filters.init_kept, setup.init_app, wall.init_app, requests.init_bodies):
        begin(app)
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)


def _blueprints() -> list[Blueprint]:
    found = {value.name: value for module in VIEWS for value in vars(module).values() if isinstance(value, Blueprint)}
    return [found[name] for name in sorted(found)]
