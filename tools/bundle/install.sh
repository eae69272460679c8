#!/bin/sh
# Installs Goodfaith from this folder, without a network:  ./install.sh /opt/goodfaith
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
if [ $# -ne 1 ]; then
    echo "usage: $0 FOLDER   (a new folder, e.g. /opt/goodfaith; PYTHON chooses the Python)" >&2
    exit 2
fi
wanted=$(basename "$here" | sed -n 's/.*-cp\([0-9]\)\([0-9]*\)-.*/\1.\2/p')
found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
if [ -n "$wanted" ] && [ "$wanted" != "$found" ]; then
    echo "$python is Python $found, expected $wanted: set PYTHON, or make a bundle with $found" >&2
    exit 1
fi
if [ -e "$1" ]; then
    echo "$1 exists, expected a new folder; to upgrade, install beside it and change over" >&2
    exit 1
fi
"$python" -m venv "$1"
"$1/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps \
    --find-links "$here/wheels" --require-hashes -r "$here/requirements.txt"
"$1/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --no-deps \
    "$here"/wheels/goodfaith-*.whl
"$1/bin/goodfaith" --version
echo "next:  $1/bin/goodfaith demo"
