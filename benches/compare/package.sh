#!/usr/bin/env bash
# Packages five data sets with lamctl, zip -6, zip -9 and Python's zipfile, in turn, and prints the median
# time, the processor's share, the peak memory and the size of each. Makes the data sets where they are missing.
#
#     benches/compare/package.sh [FOLDER] [ROUNDS]
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
data=${1:-$here/target/compare}
rounds=${2:-5}
for program in zip python3 npm; do
    command -v "$program" >/dev/null || { echo "$program is not installed" >&2; exit 1; }
done
[ -x /usr/bin/time ] || { echo "GNU time is not installed" >&2; exit 1; }
mkdir -p "$data"
data=$(cd "$data" && pwd)

[ -d "$data/small" ] || { mkdir "$data/small"; echo 'def handler(event, context): return event' >"$data/small/app.py"; }
[ -d "$data/pypi" ] || python3 -m pip install -q --target "$data/pypi" numpy pandas boto3
[ -d "$data/npm" ] || { mkdir "$data/npm"; (cd "$data/npm" && npm install --silent --no-audit --no-fund --prefix . express lodash rxjs webpack); }
[ -d "$data/binary" ] || { mkdir "$data/binary"; find /usr/lib /usr/bin -type f -size +1M -print0 | sort -z | xargs -0 cat 2>/dev/null | head -c 205000000 >"$data/binary/app" || true; }
[ -d "$data/text" ] || { mkdir "$data/text"; for _ in $(seq 100); do find "$data/pypi" "$data/npm" -type f \( -name '*.py' -o -name '*.js' -o -name '*.md' \) -print0 | sort -z | xargs -0 cat; done 2>/dev/null | head -c 1000000000 >"$data/text/app.txt" || true; }

(cd "$here" && cargo build --release --bench pack)
pack=$(find "$here/target/release/deps" -name 'pack-*' -type f -perm -u+x -printf '%T@ %p\n' | sort -rn | head -1 | cut -d' ' -f2)
out=$data/out.zip

run() { # tool, folder: seconds, share of one core, KiB at the peak, bytes
    rm -f "$out"
    cd "$2"
    case $1 in
        lamctl) set -- "$pack" . "$out" ;;
        zip-6) set -- zip -6 -q -r -X -y "$out" . -x '*__pycache__*' ;;
        zip-9) set -- zip -9 -q -r -X -y "$out" . -x '*__pycache__*' ;;
        python) set -- python3 -c 'import shutil,sys; shutil.make_archive(sys.argv[1][:-4], "zip", ".")' "$out" ;;
    esac
    /usr/bin/time -o "$data/time" -f '%e %P %M' "$@" >/dev/null
    echo "$(cat "$data/time") $(stat -c %s "$out")"
}

for set in small pypi npm binary text; do
    for tool in lamctl zip-6 zip-9 python; do : >"$data/$set.$tool"; done
    for _ in $(seq "$rounds"); do
        for tool in lamctl zip-6 zip-9 python; do (run "$tool" "$data/$set") >>"$data/$set.$tool"; done
    done
    for tool in lamctl zip-6 zip-9 python; do
        sort -n "$data/$set.$tool" | awk -v set="$set" -v tool="$tool" '{ row[NR] = $0 } END { split(row[int((NR + 1) / 2)], f); printf "%-7s %-7s %7.2f s  %5s  %7d KiB  %10d bytes\n", set, tool, f[1], f[2], f[3], f[4] }'
    done
done
