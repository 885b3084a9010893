"""Moves Debian's python3.11 to /usr/local with upstream's own layout.

usage: reroot_python.py UNPACKED_DEBS UPSTREAM_TAR FULL_ROOT

Debian's interpreter finds its library beside itself, so it may stand anywhere; what Debian changed in the layout
(dist-packages, installation schemes, the disabled ensurepip, a split-up distutils) is put back from the upstream source.
The interpreter carries `site` frozen inside, with Debian's directory name in it: it is replaced by upstream's, which has
the same length. Security fixes of the library stay Debian's.
"""

import os
import pprint
import re
import shutil
import sys
import tarfile
from pathlib import Path

VERSION = "3.11"
UPSTREAM_MODULES = ("site.py", "sysconfig.py", "pydoc.py", "turtle.py")
UPSTREAM_PACKAGES = ("distutils", "ensurepip", "idlelib", "lib2to3", "tkinter", "turtledemo")
NOT_OF_UPSTREAM = ("EXTERNALLY-MANAGED", "sitecustomize.py", "_distutils_system_mod.py")
TESTS = {"test", "tests", "idle_test", "__pycache__"}


def main(unpacked: Path, source: Path, full: Path) -> None:
    usr, local = unpacked / "usr", Path("/usr/local")
    triplet = next(p.name for p in (usr / "include").iterdir() if p.name.endswith("-linux-gnu"))
    library = local / "lib" / f"python{VERSION}"
    shutil.copytree(usr / "lib" / f"python{VERSION}", library, symlinks=True, dirs_exist_ok=True)
    for name in NOT_OF_UPSTREAM:
        (library / name).unlink(missing_ok=True)
    config_template = put_back_upstream(source, library)
    prune(library)
    (library / "site-packages").mkdir(exist_ok=True)
    copy_headers(usr, local, triplet)
    rewrite_build_variables(library, triplet)
    rewrite_makefile(library, triplet)
    install_programs(usr, local, library, config_template)
    copy_shared_library(usr, full / "usr/local", triplet)


def put_back_upstream(source: Path, library: Path) -> str:
    config_template = ""
    with tarfile.open(source) as tar:
        for member in tar:
            parts = member.name.split("/")
            if parts[1:] == ["Misc", "python-config.in"]:
                config_template = tar.extractfile(member).read().decode()
            if len(parts) < 3 or parts[1] != "Lib" or not member.isfile():
                continue
            if parts[2] in UPSTREAM_PACKAGES or (len(parts) == 3 and parts[2] in UPSTREAM_MODULES):
                target = library.joinpath(*parts[2:])
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(tar.extractfile(member).read())
                target.chmod(0o755 if member.mode & 0o100 else 0o644)
    return config_template


def prune(library: Path) -> None:
    for folder, names, files in os.walk(library):
        for name in [n for n in names if n in TESTS]:
            shutil.rmtree(Path(folder, name))
            names.remove(name)
        for name in files:
            if name.endswith((".pyc", ".a")) or (name.endswith(".so") and name.startswith("libpython")):
                Path(folder, name).unlink()


def copy_headers(usr: Path, local: Path, triplet: str) -> None:
    headers = local / "include" / f"python{VERSION}"
    shutil.copytree(usr / "include" / f"python{VERSION}", headers, dirs_exist_ok=True)
    shutil.copy(usr / "include" / triplet / f"python{VERSION}" / "pyconfig.h", headers / "pyconfig.h")


def as_upstream(text: str, triplet: str) -> str:
    text = re.sub(rf"/usr/include/{triplet}(?=/python)", "/usr/local/include", text)
    text = text.replace(f"/usr/lib/{triplet}", "/usr/local/lib").replace("/usr/share/python-wheels", "")
    text = re.sub(r"/usr/(?=(?:bin|lib|include|share)\b)", "/usr/local/", text)
    text = re.sub(rf"\b{triplet}-(?=gcc|g\+\+|ar\b|ranlib|readelf|strip)", "", text)
    return re.sub(r"\s?-(?:ffile-prefix-map|fdebug-prefix-map|specs)=\S+", "", text)


def rewrite_build_variables(library: Path, triplet: str) -> None:
    scope: dict = {}
    name = f"_sysconfigdata__linux_{triplet}.py"
    found = [p for p in library.glob("_sysconfigdata__*.py") if not p.is_symlink()]
    exec(found[0].read_text(), scope)
    variables = {k: as_upstream(v, triplet) if isinstance(v, str) else v for k, v in scope["build_time_vars"].items()}
    variables = {k: "/usr/local" if v == "/usr" else v for k, v in variables.items()}
    variables.update(WHEEL_PKG_DIR="", CONFIG_ARGS="", LIBDIR="/usr/local/lib", LIBPL=f"/usr/local/lib/python{VERSION}/config-{VERSION}-{triplet}")
    for old in library.glob("_sysconfigdata__*.py"):
        old.unlink()
    (library / name).write_text("# system configuration generated and used by the sysconfig module\nbuild_time_vars = " + pprint.pformat(variables) + "\n")


def rewrite_makefile(library: Path, triplet: str) -> None:
    makefile = library / f"config-{VERSION}-{triplet}" / "Makefile"
    text = as_upstream(makefile.read_text(), triplet)
    makefile.write_text(re.sub(r"(?m)^((?:exec_)?prefix=\s*)/usr$", r"\1/usr/local", text))


def install_programs(usr: Path, local: Path, library: Path, config_template: str) -> None:
    programs = local / "bin"
    programs.mkdir(exist_ok=True)
    interpreter = (usr / "bin" / f"python{VERSION}").read_bytes()
    interpreter = interpreter.replace(b"dist-packages", b"site-packages")
    write_program(programs / f"python{VERSION}", interpreter)
    shebang = f"#!/usr/local/bin/python{VERSION}\n"
    write_program(programs / f"2to3-{VERSION}", (shebang + "import sys\nfrom lib2to3.main import main\n\nsys.exit(main('lib2to3.fixes'))\n").encode())
    write_program(programs / f"pydoc{VERSION}", (shebang + "import pydoc\n\npydoc.cli()\n").encode())
    write_program(programs / f"idle{VERSION}", (shebang + "from idlelib.pyshell import main\n\nmain()\n").encode())
    config = config_template.replace("@EXENAME@", f"/usr/local/bin/python{VERSION}")
    write_program(programs / f"python{VERSION}-config", config.encode())
    links = {
        "python3": f"python{VERSION}", "python": "python3", "pydoc3": f"pydoc{VERSION}", "pydoc": "pydoc3",
        "idle3": f"idle{VERSION}", "idle": "idle3", "2to3": f"2to3-{VERSION}",
        "python3-config": f"python{VERSION}-config", "python-config": "python3-config",
    }
    for link, target in links.items():
        (programs / link).symlink_to(target)


def write_program(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.chmod(0o755)


def copy_shared_library(usr: Path, full_local: Path, triplet: str) -> None:
    target = full_local / "lib"
    (target / "pkgconfig").mkdir(parents=True)
    real = f"libpython{VERSION}.so.1.0"
    shutil.copy(usr / "lib" / triplet / real, target / real)
    (target / f"libpython{VERSION}.so").symlink_to(real)
    for description in (usr / "lib" / triplet / "pkgconfig").glob("python*.pc"):
        text = as_upstream(description.read_text(), triplet).replace("prefix=/usr\n", "prefix=/usr/local\n")
        (target / "pkgconfig" / description.name).write_text(text)


main(*map(Path, sys.argv[1:4]))
