"""Catalogues are compiled into the wheel: a package that is installed is not written to."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class Build(build_py):
    def run(self) -> None:
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        super().run()
        for po in Path(self.build_lib).glob("app/translations/*/LC_MESSAGES/messages.po"):
            with po.open("rb") as read, po.with_suffix(".mo").open("wb") as out:
                write_mo(out, read_po(read, locale=po.parts[-3]))


setup(cmdclass={"build_py": Build})
