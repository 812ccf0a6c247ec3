"""Every setting is said to be secret, of the machine, or of the site: only the last go into a backup."""

from dataclasses import fields

from app.config import Settings
from app.site.backups.files import MACHINE, SECRET, settings_without_secrets

OF_THE_SITE = {
    "base_url", "mail_from", "contact", "phone", "publisher", "host", "map_tiles", "map_attribution",
    "map_attribution_url", "locales", "timezone", "rate_limits", "backup_hours", "backup_recipient", "backup_hourly",
    "backup_daily", "backup_weekly", "backup_monthly", "backup_free_percent", "second_factor",
    "second_factor_grace_days"}


def test_a_new_setting_says_which_it_is():
    assert {field.name for field in fields(Settings)} == OF_THE_SITE | set(SECRET) | set(MACHINE)
    assert not set(SECRET) & OF_THE_SITE


def test_no_secret_is_written():
    told = Settings(secret_key="s" * 40, database_url="postgresql+psycopg://moi:motdepasse@db/x",
                    mail_url="smtp://moi:motdepasse@m", rate_store="redis://:motdepasse@r",
                    demo_passphrase="motdepasse",
                    publisher="L’association « Buëch »", locales=("en", "fr"))
    text = settings_without_secrets(told)
    assert "motdepasse" not in text
    assert "sssss" not in text
    assert 'publisher = "L’association « Buëch »"' in text
    assert 'locales = ["en", "fr"]' in text
