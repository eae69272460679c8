"""Makes the bundle below `dist/`, and tries it where there is no network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tools.bundle.planning import bundle_name, export_lock, missing, plan

PROJECT = Path(__file__).parents[2]
_TEXTS = ("install.sh", "README.md")


def make_bundle(dist: Path) -> Path:
    """Build, download what is missing, pack; the path of the archive.

    Raises `CalledProcessError` when a program fails, `SystemExit` when a wheel is not there.
    """
    dist.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=dist) as temporary:
        folder = Path(temporary)
        requirements = export_lock(PROJECT)
        (folder / "requirements.txt").write_text(requirements)
        _run(_program("uv"), "build", "--quiet", "--out-dir", folder / "built", PROJECT)
        (wheel,) = (folder / "built").glob("*.whl")
        (source,) = (folder / "built").glob("*.tar.gz")
        name = bundle_name(wheel.name.split("-")[1])
        root = folder / name
        _gather(root, wheel, source, folder / "requirements.txt")
        _expect_complete(root, requirements)
        archive = dist / f"{name}.tar.gz"
        draft = folder / archive.name
        with tarfile.open(draft, "w:gz", compresslevel=1) as tar:  # wheels are compressed
            tar.add(root, name, filter=_anonymous)
        return draft.replace(archive)


def _gather(root: Path, wheel: Path, source: Path, requirements: Path) -> None:
    wheels = root / "wheels"
    wheels.mkdir(parents=True)
    _run(
        *(_program("pip"), "download", "--quiet", "--disable-pip-version-check", "--no-deps"),
        *("--require-hashes", "--only-binary", ":all:", "--dest", wheels, "-r", requirements),
    )
    shutil.copy2(wheel, wheels)
    shutil.copy2(source, root)
    shutil.copy2(requirements, root)
    for name in _TEXTS:
        shutil.copy2(Path(__file__).with_name(name), root)


def _expect_complete(root: Path, requirements: str) -> None:
    gone = missing(plan(requirements), (path.name for path in (root / "wheels").iterdir()))
    if gone:
        sys.exit(f"{root.name}: no wheel of {', '.join(gone)}, expected one of each")


def try_bundle(archive: Path) -> None:
    """Install it into a fresh environment and use it, without a network where that can be had.

    Raises `CalledProcessError`; what the failing program says is on the terminal.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        (root,) = folder.iterdir()
        target = folder / "installed"
        _alone(folder, root / "install.sh", target)
        goodfaith = target / "bin" / "goodfaith"
        _alone(folder, goodfaith, "--version")
        _alone(folder, goodfaith, "demo", "--out", folder / "demo")
        _alone(folder, target / "bin" / "python", "-c", _SERVER_IS_THERE)


_SERVER_IS_THERE = "from goodfaith.platform.keeping import open_installation"


def _alone(folder: Path, *command: str | Path) -> None:
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "PYTHON": getattr(sys, "_base_executable", sys.executable),
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PIP_NO_INDEX": "1",
        "PIP_CONFIG_FILE": os.devnull,
    }
    _run(*_without_network(), *command, env=environment)


def _without_network() -> list[str]:
    """`unshare` where this account may use it; else pip is only told that there is no index."""
    command = ["unshare", "--net"]
    if shutil.which("unshare"):
        answer = subprocess.run([*command, "true"], capture_output=True, check=False)  # noqa: S603
        if answer.returncode == 0:
            return command
    return []


def _program(name: str) -> Path:
    return Path(sys.executable).with_name(name)


def _run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    subprocess.run(command, check=True, env=env, stdout=subprocess.DEVNULL)  # noqa: S603


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def main() -> int:
    archive = make_bundle(PROJECT / "dist")
    try_bundle(archive)
    sys.stdout.write(f"{archive.relative_to(PROJECT)}  {archive.stat().st_size / 1e6:.0f} MB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
