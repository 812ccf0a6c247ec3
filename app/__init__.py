"""Cordée: participatory deliberation in one process a volunteer can keep alive.

This file wires, and nothing else. Each subject is a folder: models, rules, queries, service, events, forms, views; what
subjects share is in core/, the rules of shared governance in governance/. docs/developpement.md draws it.
"""

import os
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import cli, config, views
from app.core import addresses, limits, logs, secrets
from app.core.database import PATIENCE, prepare
from app.core.resources import MIGRATIONS, TRANSLATIONS, TREE
from app.core.web.languages import formatted
from app.decisions.queries import rolls
from app.extensions import babel, csrf, db, let_go, limiter, migrate

__version__ = config.VERSION
# A PostgreSQL that is away, or a line that was cut without a word, is known within seconds.
LINE = {"connect_timeout": round(PATIENCE), "keepalives_idle": 30, "keepalives_interval": 5, "keepalives_count": 3,
        "tcp_user_timeout": 20_000}
PRIVATE: dict[str, Any] = {"hide_parameters": True}  # what people wrote stays out of the log of a fault


def instance_folder() -> Path:
    """Beside a clone; else where one stands."""
    usual = TREE if (TREE / "pyproject.toml").exists() else Path.cwd()
    return Path(os.environ.get("CORDEE_INSTANCE", usual / "instance")).absolute()


def create_app(instance: Path | None = None, **given: Any) -> Flask:
    """`given` overrides settings; a test gives its own instance folder and database."""
    instance = instance or instance_folder()
    secrets.private_folder(instance)
    told = config.read(instance, **given)
    secrets.tighten(instance, *told.database_files)
    app = Flask(__name__, instance_path=str(instance), static_folder=None)
    app.extensions["create_app"] = create_app  # for commands that work on another database: they do not import this
    _configure(app, told, instance)
    _bind(app, told)
    views.init_app(app)
    cli.init_app(app)
    logs.init_app(app)
    _mount(app, told)
    if told.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, told.proxies, told.proxies, told.proxies)  # type: ignore[method-assign]
    return app


def _mount(app: Flask, told: config.Settings) -> None:
    """Under the path of its address, if it has one; a first page of the site may not bear the same name."""
    path = addresses.path_of(told.base_url)
    if any(path and (rule.rule == path or rule.rule.startswith(f"{path}/")) for rule in app.url_map.iter_rules()):
        raise config.SettingsError(f"base_url: {path} is an address of the site itself; choose another path")

    app.wsgi_app = addresses.Prefix(  # type: ignore[method-assign, assignment]
        app.wsgi_app, lambda: str(app.config["CORDEE"].base_url), told.proxies)


def _configure(app: Flask, told: config.Settings, instance: Path) -> None:
    app.config.update(
        CORDEE=told, SECRET_KEY=told.secret_key, TESTING=told.mode == "test",
        SQLALCHEMY_DATABASE_URI=told.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=PRIVATE | {"execution_options": {rolls.OPTION: instance / "keys"}}
        | _engine_options(told),
        SESSION_COOKIE_NAME=_cookie_name(told), SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SECURE=told.secure, PERMANENT_SESSION_LIFETIME=5_184_000,
        MAX_CONTENT_LENGTH=limits.BODY_BYTES, MAX_FORM_MEMORY_SIZE=limits.BODY_BYTES,
        WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False,
        BABEL_DEFAULT_LOCALE=told.locales[0], BABEL_DEFAULT_TIMEZONE=told.timezone,
        BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS),
        RATELIMIT_ENABLED=told.rate_limits, RATELIMIT_STORAGE_URI=told.rate_store,
        RATELIMIT_STORAGE_OPTIONS=_store_options(told.rate_store),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _store_options(store: str) -> dict[str, Any]:
    """A store that is away is not waited for: one try, a second at most."""
    if not store.startswith("redis"):
        return {}
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 0)}


def _cookie_name(told: config.Settings) -> str:
    """`__Host-` asks for the path `/`: two sites under two paths of one host are told apart by the name."""
    return "-".join(part for part in ("__Host-cordee" if told.secure else "cordee",
                                      addresses.path_of(told.base_url).replace("/", ".").strip(".")) if part)


def _engine_options(told: config.Settings) -> dict[str, Any]:
    """Connections enough for every thread and the jobs, and nobody waits for one longer than an act waits."""
    pool: dict[str, Any] = {"pool_size": told.threads + 2, "max_overflow": 8, "pool_timeout": PATIENCE}
    if not told.database_url.startswith("sqlite:"):
        return pool | {"pool_pre_ping": True, "connect_args": LINE}
    from pysqlite3 import dbapi2

    in_memory = told.database_url in ("sqlite://", "sqlite:///:memory:")
    return ({} if in_memory else pool) | {"module": dbapi2, "connect_args": {"check_same_thread": False}}


def _bind(app: Flask, told: config.Settings) -> None:
    db.init_app(app)
    app.teardown_appcontext(let_go)  # before the one of the library, which would raise
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=formatted)
    limiter.init_app(app)
    with app.app_context():
        prepare(db.engine)
