#!/bin/sh
# The folder of `make bundle` for the Python that runs here, started where there is no network: a network namespace of its own.
set -eu
cd "$(dirname "$0")/.."
if [ "${1:-}" != --inside ]; then
    home=$(mktemp -d)
    trap 'rm -rf "$home"' EXIT
    case $(.venv/bin/python -c 'import sys; print(sys.version_info[1])') in
        11) python=3.11.7 ;; 12) python=3.12.0 ;; *) python=3.13.0 ;;
    esac
    .venv/bin/python -m deploy.bundle "$home/Viện Dẫn" --python $python
    unshare --map-root-user --net "$0" --inside "$home" # fails where it may not make a namespace
    exit
fi

home=$2
ip link set lo up
cd "$home/Viện Dẫn"
sha256sum --check --quiet SHA256SUMS
env -i HOME="$home" PATH="$PATH" LANG=C.UTF-8 ./chay.sh --port 8765 &
server=$!
trap 'kill $server' EXIT
python3 - << 'END'
import sys, time, urllib.error, urllib.request
try:
    urllib.request.urlopen("https://pypi.org", timeout=5)
    sys.exit("there is a network here")
except urllib.error.URLError:
    pass
for _ in range(600):
    time.sleep(1)
    try:
        print(urllib.request.urlopen("http://127.0.0.1:8765/healthz").read().decode())
        break
    except urllib.error.URLError:
        pass
else:
    sys.exit("it does not answer")
END
