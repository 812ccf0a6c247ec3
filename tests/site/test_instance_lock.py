"""Nothing replaces a database that is served, and nothing serves one that is being replaced."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.site import settings_files

ROOT = Path(__file__).parent.parent.parent
SERVES = "import sys; from pathlib import Path; from app.site import settings_files; " \
         "settings_files.serve(Path(sys.argv[1])); print('up', flush=True); sys.stdin.read()"


def serving(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", SERVES, str(folder)], cwd=ROOT, text=True,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def test_several_may_serve_and_none_is_replaced_meanwhile(tmp_path: Path):
    with serving(tmp_path) as one, serving(tmp_path) as two:
        with pytest.raises(settings_files.InUse, match="arrêtez-le"), settings_files.exclusive(tmp_path):
            pass
        one.kill()  # whatever way a process ends, the lock goes with it
        two.kill()
    with settings_files.exclusive(tmp_path):
        pass


def test_nobody_begins_to_serve_what_is_being_replaced(tmp_path: Path):
    with settings_files.exclusive(tmp_path), pytest.raises(settings_files.InUse, match="attendez"):
        settings_files.serve(tmp_path)


def test_a_restore_that_stopped_halfway_is_not_served(tmp_path: Path):
    settings_files.begin(tmp_path)
    with pytest.raises(settings_files.Unfinished, match="restore-unfinished"):
        settings_files.serve(tmp_path)
    told = os.environ | {"CORDEE_INSTANCE": str(tmp_path), "CORDEE_SECRET_KEY": "s" * 40}
    ended = subprocess.run([sys.executable, "-m", "flask", "serve"], cwd=ROOT, env=told, capture_output=True, text=True,
                           timeout=60, check=False)
    assert ended.returncode == 1
    assert "restore-unfinished" in ended.stderr
    assert "Traceback" not in ended.stderr
    settings_files.end(tmp_path)
    settings_files.refuse_unfinished(tmp_path)
