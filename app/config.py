"""What the site was told, read once at the start and never again. Nonsense is refused, one clear message each."""

import os
import re
import secrets
import tomllib
from dataclasses import dataclass, fields
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from app.core import addresses
from app.core.secrets import open_private, private_folder, write_private

PREFIX = "CORDEE_"
VERSION = "0.2.0"  # and in pyproject.toml: a test holds them together
FORMATS = {"en": "en_GB"}  # 7 July 2026 at 18:30, as Europe writes it; the words stay those of `en`
FACTORY_ADDRESS, EXAMPLE_ADDRESS = "http://127.0.0.1:8000", "https://example.org"
NOBODY = "cordee@localhost"  # as whom mails go where nothing was told: never printed, nobody reads it
STORES = ("memory", "redis", "rediss")
LINES = ("publisher", "host")  # a postal address has several
SECRET = ("secret_key", "database_url", "mail_url", "rate_store")  # they hold passwords: never said back
BY_ITSELF, DEMO = "# docs/exploitation.md explains each setting.", 'mode = "demo"\n'
IN_SERVICE = f"{BY_ITSELF} In service."
DRIVEN = "postgresql+psycopg://"
MODES = ("production", "demo", "development", "test")


class SettingsError(RuntimeError):
    """The settings are not fit to start with; the message has one line for each fault."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every value has its meaning beside it; README and docs/exploitation.md list them."""

    secret_key: str
    database_url: str
    mode: str = "production"  # demo and development write mails to instance/mail and list them on a page
    demo_passphrase: str = ""  # what opens a demonstration to others than this machine; `serve --demo-open` draws it
    base_url: str = FACTORY_ADDRESS  # the address people type; links in mails start with it
    mail_url: str = ""  # smtp://user:password@host:587, smtps://…; empty: what the set-up or the operator's page says
    mail_from: str = NOBODY
    contact: str = ""  # who answers people, on the legal page; empty: what « Apparence » says, then mail_from
    phone: str = ""  # on posters and sheets, for who has no internet; empty: they say nothing of it
    publisher: str = ""  # legal page: name and address of who runs the site
    host: str = ""  # legal page: who keeps the machine; empty: what « Apparence » says
    map_tiles: str = ""  # https://…/{z}/{x}/{y}.png: the map becomes interactive; empty: nothing is asked of anybody
    map_attribution: str = ""  # who made the tiles, written on the map
    map_attribution_url: str = ""  # where they say so
    locales: tuple[str, ...] = ("fr", "en")
    timezone: str = "Europe/Paris"
    proxies: int = 0  # how many reverse proxies stand in front and set X-Forwarded-For
    workers: int = 1  # processes; more than one needs PostgreSQL
    threads: int = 8
    jobs: bool = True  # run the jobs inside the server process; False where `flask jobs run` is a service of its own
    rate_limits: bool = True
    rate_store: str = "memory://"
    second_factor: bool = True  # the team (operators, committee, moderators) must have one; not in a demonstration
    second_factor_grace_days: int = 14  # how long a role of the team may be used without one
    backup_hours: int = 1  # how often the jobs make a copy, in production; 0: never, somebody else does
    backup_folder: str = ""  # where; empty: instance/backups. Another disk is better
    backup_recipient: str = ""  # age1…: copies are encrypted to this public key (several: with spaces between)
    backup_hourly: int = 24  # copies kept: of so many hours, days, weeks and months
    backup_daily: int = 7
    backup_weekly: int = 4
    backup_monthly: int = 12
    backup_free_percent: int = 20  # none is made where less than this share of the disk is free

    @property
    def makes_backups(self) -> bool:
        return self.mode == "production" and self.backup_hours > 0

    @property
    def grace(self) -> timedelta | None:
        """None where the team is not asked for a second factor."""
        asked = self.second_factor and self.mode not in ("demo", "development")
        return timedelta(days=self.second_factor_grace_days) if asked else None

    @property
    def shows_mail(self) -> bool:
        return self.mode in ("demo", "development", "test")

    @property
    def has_address(self) -> bool:
        """Somebody said it. Otherwise links in mails, posters and codes lead nowhere that others can reach."""
        return self.base_url not in (FACTORY_ADDRESS, EXAMPLE_ADDRESS)

    @property
    def origin(self) -> str:
        """Without the path that the site may live under: what url_for gives begins with it."""
        address = urlsplit(self.base_url)
        return f"{address.scheme}://{address.netloc}"

    @property
    def database_files(self) -> tuple[Path, ...]:
        """The file of a SQLite database; its log and its queue begin with the same name."""
        name = self.database_url.partition("sqlite:///")[2].partition("?")[0]
        return (Path(name),) if name and name != ":memory:" else ()

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def tile_host(self) -> str:
        """The origin that the map's page may load pictures from; empty where there is none."""
        address = urlsplit(self.map_tiles)
        return f"{address.scheme}://{address.netloc}" if self.map_tiles else ""

    @property
    def place(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def formats_of(lang: str) -> str:
    """The locale that dates and numbers of a page in that language are written by."""
    return FORMATS.get(lang, lang)


def _told(name: str) -> str | None:
    """NAME, or the content of the file that NAME_FILE names (a secret mounted as a file)."""
    if path := os.environ.get(f"{PREFIX}{name}_FILE"):
        return _text(Path(path), f"{PREFIX}{name}_FILE").strip()
    return os.environ.get(f"{PREFIX}{name}")


def _text(file: Path, named: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as fault:
        raise SettingsError(f"{named} cannot be read: {file}: {fault.strerror}") from fault
    except ValueError as fault:
        raise SettingsError(f"{named} cannot be read: {file} is not UTF-8 text") from fault


def _typed(name: str, value: Any) -> Any:
    kinds: dict[str, Any] = {f.name: f.type for f in fields(Settings)}
    kind = kinds[name]
    if kind is bool and isinstance(value, str):
        words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
        return words.get(value.lower(), value)
    if kind is int and isinstance(value, str):
        return int(value) if value.strip().isdecimal() else value
    if name == "database_url" and isinstance(value, str):  # as hosts and PostgreSQL's own programs write it
        return re.sub(r"^postgres(ql)?://", DRIVEN, value)
    if name == "locales":
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else _tuple(value)
    return value


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value) else value


def _faults(told: Settings) -> list[str]:
    found = []
    for f in fields(Settings):
        wanted: Any = tuple if f.name == "locales" else f.type
        value = getattr(told, f.name)
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            shown = "what it is" if f.name in SECRET else repr(value)
            found.append(f"{f.name} must be {wanted.__name__}, not {shown}")
        elif isinstance(value, str) and not value.replace("\n", " " if f.name in LINES else "\n").isprintable():
            found.append(f"{f.name} must be one line, without signs that cannot be seen")
    return found or _nonsense(told)


def _nonsense(told: Settings) -> list[str]:
    mail, store = addresses.parsed(told.mail_url), addresses.parsed(told.rate_store)
    sqlite = told.database_url.startswith("sqlite:")
    checks = (
        *_map_checks(told),
        *_backup_checks(told),
        (len(told.secret_key) >= 32, "secret_key must have 32 characters or more (`flask site init` draws one)"),
        (not told.demo_passphrase or sum(map(str.isalnum, told.demo_passphrase)) >= 12,
         "demo_passphrase must have 12 letters or digits, or be empty"),
        (told.mode in MODES, f"mode must be one of {', '.join(MODES)}, not {told.mode!r}"),
        (addresses.is_site(told.base_url),
         "base_url must be the address people type: http:// or https://, a name, no ? nor #"),
        (told.mail_url == "" or (mail is not None and mail.scheme in ("smtp", "smtps") and bool(mail.hostname)),
         "mail_url must be empty, smtp://… or smtps://…"),
        ("@" in told.mail_from, "mail_from must be an address"),
        (bool(told.locales) and set(told.locales) <= {"fr", "en"} and len(set(told.locales)) == len(told.locales),
         "locales must be taken from fr, en, each once"),
        (told.timezone in available_timezones(), f"timezone {told.timezone!r} is not known (example: Europe/Paris)"),
        (told.database_url.startswith(("sqlite:", "postgresql+psycopg:")),
         "database_url must start with sqlite: or postgresql:"),
        (not (lost := addresses.database_fault(told.database_url)), lost),
        (store is not None and store.scheme in STORES, f"rate_store must be one of {', '.join(STORES)} followed by ://"),
        (store is None or store.scheme == "memory" or find_spec("redis") is not None,
         "rate_store needs the redis package: .venv/bin/pip install redis, or memory://"),
        (0 <= told.proxies <= 5, "proxies must be from 0 to 5"),
        (0 <= told.second_factor_grace_days <= 365, "second_factor_grace_days must be from 0 to 365"),
        (1 <= told.workers <= 64 and 1 <= told.threads <= 64, "workers and threads must be from 1 to 64"),
        (told.workers == 1 or not sqlite, "workers above 1 need PostgreSQL: set database_url"),
        (told.workers == 1 or not told.rate_store.startswith("memory:") or not told.rate_limits,
         "workers above 1 need a shared rate_store (redis://…): one process cannot count for the others"),
    )
    said: dict[str, str] = {}
    for good, message in checks:
        if not good:
            said.setdefault(message.split()[0].rstrip(":"), message)
    return list(said.values())  # one line for each setting


def _map_checks(told: Settings) -> tuple[tuple[bool, str], ...]:
    return addresses.tiles(told.map_tiles, told.map_attribution, told.map_attribution_url)


def _backup_checks(told: Settings) -> tuple[tuple[bool, str], ...]:
    kept = {name: getattr(told, name) for name in ("backup_hourly", "backup_daily", "backup_weekly", "backup_monthly")}
    return (
        (0 <= told.backup_hours <= 24, "backup_hours must be from 0 to 24"),
        *((0 <= number <= 1_000, f"{name} must be from 0 to 1000") for name, number in kept.items()),
        (0 <= told.backup_free_percent <= 90, "backup_free_percent must be from 0 to 90"),
        (not told.backup_folder or Path(told.backup_folder).is_absolute(), "backup_folder must begin with /"),
        (all(re.fullmatch("age1[02-9ac-hj-np-z]{58}", key) for key in told.backup_recipient.replace(",", " ").split()),
         "backup_recipient must be a public key (age1…, as `flask backup keypair` prints)"),
    )


def read(instance: Path, **given: Any) -> Settings:
    """Later wins: instance/settings.toml, then the environment (NAME or NAME_FILE), then what a test gives."""
    values: dict[str, Any] = {"secret_key": "", "database_url": f"sqlite:///{instance / 'cordee.db'}"}
    if (file := instance / "settings.toml").exists():
        try:
            values |= tomllib.loads(_text(file, "settings.toml"))
        except tomllib.TOMLDecodeError as fault:
            raise SettingsError(f"settings.toml cannot be read: {fault}") from fault
    names = {f.name for f in fields(Settings)}
    values |= {name: told for name in names if (told := _told(name.upper())) is not None}
    if values.get("mode") == "test":
        raise SettingsError("mode \"test\" is for the tests of this program alone")
    values |= given
    if unknown := values.keys() - names:
        raise SettingsError(f"not a setting: {', '.join(sorted(unknown))}")
    settings = Settings(**{name: _typed(name, value) for name, value in values.items()})
    if faults := _faults(settings):
        raise SettingsError("\n".join(faults))
    return settings


def unknown_variables() -> list[str]:
    """A name typed wrong is read by nobody, and nothing says so."""
    known = {f.name.upper() for f in fields(Settings)} | {"INSTANCE", "SERVING"}
    return sorted(name for name in os.environ if name.startswith(PREFIX)
                  and name.removeprefix(PREFIX).removesuffix("_FILE") not in known)


def ensure(instance: Path) -> None:
    """A first start draws its own secret: there is no default one. It is a real site, that nobody holds yet."""
    file = instance / "settings.toml"
    if file.exists() or _told("SECRET_KEY") is not None:
        return
    private_folder(instance)
    with open_private(file) as out:
        out.write(f'{BY_ITSELF}\nsecret_key = "{secrets.token_urlsafe(48)}"\n'.encode())


def _by_itself(file: Path) -> str | None:
    """What a first start wrote there; None where an operator did, or once the site is in service."""
    text = file.read_text() if file.exists() else ""
    return text if text.startswith(f"{BY_ITSELF}\n") and "base_url" not in text else None


def is_by_itself(file: Path) -> bool:
    return _by_itself(file) is not None


def put_in_service(instance: Path, base_url: str) -> bool:
    """After a set-up: the settings that a first start wrote by itself become those of a real site, at the address it
    was set up from. An operator's own lines are never touched. True where something was written."""
    file = instance / "settings.toml"
    if (text := _by_itself(file)) is None:
        return False
    text = text.replace(BY_ITSELF, IN_SERVICE).replace(DEMO, "")
    if urlsplit(base_url).scheme in ("http", "https") and base_url.isprintable() and not set(base_url) & {'"', "\\"}:
        text += f'base_url = "{base_url.rstrip("/")}"\n'
    write_private(file, text.encode())
    return True


def set_demo(instance: Path, wanted: bool) -> bool:
    """In a file where nobody wrote a setting yet (older versions began every site as a demonstration). False where
    somebody did."""
    file = instance / "settings.toml"
    if (text := _by_itself(file)) is None:
        return False
    write_private(file, (text.replace(DEMO, "") + (DEMO if wanted else "")).encode())
    return True
