"""The wheel is whole: what a browser needs is inside, tests are not, and it runs by itself without Node."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "huying/base/web/static/web/build"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as ``make wheel`` builds it, without a network."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    (built,) = out.glob("huying-*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    return zipfile.ZipFile(wheel).namelist()


@pytest.fixture(scope="module")
def huying(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in a fresh environment: our wheel, and what it needs from the environment the tests run in."""
    home = tmp_path_factory.mktemp("venv")
    venv.create(home, with_pip=True)
    pip = [str(home / "bin/python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
    site = next((home / "lib").glob("python*/site-packages"))
    # Behind our own packages, and without reading their .pth files: the clone itself stays out of sight.
    (site / "needs.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    return home / "bin/huying"


def run(huying: Path, data: Path, *given: str, code: int = 0) -> str:
    """Run the installed command as an operator would, far from the clone and with no Node on the path."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("HUYING_", "DJANGO_", "PYTHON"))}
    env |= {"HUYING_DATA": str(data), "PATH": str(huying.parent), "LANG": "C.UTF-8"}
    done = subprocess.run([str(huying), *given], env=env, cwd=data, capture_output=True, text=True, check=False)
    assert done.returncode == code, f"{given}: {done.stdout[-2000:]}{done.stderr[-3000:]}"
    return done.stdout


def test_what_a_browser_needs_is_inside(names: list[str]) -> None:
    built = {str(path.relative_to(ROOT)) for path in BUILT.rglob("*") if path.is_file()}
    assert built, "run: make setup"
    assert built <= set(names)
    assert [name for name in names if name.endswith("locale/en/LC_MESSAGES/django.mo")]


def test_every_template_and_datum_is_inside(names: list[str]) -> None:
    kinds = ("huying/**/templates/**/*.html", "huying/**/*.toml", "huying/playbooks/shipped/*.json")
    wanted = {str(path.relative_to(ROOT)) for kind in kinds for path in ROOT.glob(kind) if "tests" not in path.parts}
    assert len(wanted) > 40
    assert sorted(wanted - set(names)) == []


def test_no_tests_and_no_tools_are_inside(names: list[str]) -> None:
    assert [name for name in names if "/tests/" in name or not name.startswith(("huying/", "huying-"))] == []
    assert [name for name in names if name.endswith((".pyc", ".sqlite3", ".po.bak")) or "node_modules" in name] == []


def test_the_licence_goes_with_it(names: list[str]) -> None:
    assert [name for name in names if name.endswith("dist-info/licenses/LICENSE")]


def test_it_is_the_installed_one_that_runs(huying: Path, tmp_path: Path) -> None:
    where = [str(huying.parent / "python"), "-c", "import huying; print(huying.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert str(huying.parent.parent) in found


def test_the_pure_commands_answer(huying: Path, tmp_path: Path) -> None:
    assert "doctor" in run(huying, tmp_path, "doctor", "--help")
    due = json.loads(run(huying, tmp_path, "due", "2026-07-01", "3 months", "--json"))
    assert (due["due"], due["provisional"]) == ("2026-10-08", False)
    assert due["steps"]
    assert "没有发现问题" in run(huying, tmp_path, "playbook", "check", "county")
    assert run(huying, tmp_path, "flow", "draw", "voice").startswith("<svg")


def test_a_county_is_built_and_sound_without_node(huying: Path, tmp_path: Path) -> None:
    told = run(huying, tmp_path, "demo", "--no-serve", "--months", "1", "--scale", "0.02")
    assert "huangxiuying" in told
    assert json.loads(run(huying, tmp_path, "ledger", "verify", "--json"))["ok"]
    cases = json.loads(run(huying, tmp_path, "count", "--json"))["cases"]
    assert sum(cases["voice"].values()) > 0 and sum(cases["suggestion"].values()) > 0
    page = (
        "from django.test import Client; r = Client(headers={'host': 'localhost'}).get('/speak'); print(r.status_code)"
    )
    script = f"from huying.config.commands import django_ready; django_ready(); {page}"
    env = {"DJANGO_SETTINGS_MODULE": "huying.config.settings", "HUYING_DATA": str(tmp_path), "HUYING_DEMO": "1"}
    served = subprocess.run(
        [str(huying.parent / "python"), "-c", script],
        env=env,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert served.stdout.strip() == "200", served.stderr[-3000:]
