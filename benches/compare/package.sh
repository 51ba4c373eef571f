#!/usr/bin/env bash
# Packages five data sets with lamctl, zip -6, zip -9, Python's zipfile and cargo-lambda, in turn, and prints of
# each the median wall-clock and processor time, the cores it kept busy, the peak memory, the size, and how
# many times as fast as zip -6 it was (the median of the rounds' own ratios, so that a machine with other work
# on it disturbs both). Makes the data sets where they are missing. The last figures: README.md beside this.
#
#     benches/compare/package.sh [FOLDER] [ROUNDS] [SET…]
#
# cargo-lambda (PyPI: cargo-lambda) packages a program with what `--include` names, so it is given a small
# program (/bin/true) beside each folder; it leaves its zip beside that program.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
data=${1:-$here/target/compare}
rounds=${2:-5}
sets=${*:3}
sets=${sets:-small pypi npm binary text}
tools="lamctl zip-6 zip-9 python"
for program in zip python3 npm; do
    command -v "$program" >/dev/null || { echo "$program is not installed" >&2; exit 1; }
done
[ -x /usr/bin/time ] || { echo "GNU time is not installed" >&2; exit 1; }
if command -v cargo-lambda >/dev/null; then tools="$tools cargo-lambda"; else echo "cargo-lambda is not installed: left out" >&2; fi
lamctl=${LAMCTL:-$here/target/release/lamctl}
[ -x "$lamctl" ] || (cd "$here" && cargo build --release)
mkdir -p "$data"
data=$(cd "$data" && pwd)

[ -d "$data/small" ] || { mkdir "$data/small"; echo 'def handler(event, context): return event' >"$data/small/app.py"; }
[ -d "$data/pypi" ] || python3 -m pip install -q --no-compile --target "$data/pypi" numpy pandas boto3 scipy
[ -d "$data/npm" ] || { mkdir "$data/npm"; (cd "$data/npm" && npm install --silent --no-audit --no-fund --prefix . express lodash rxjs webpack); }
[ -d "$data/binary" ] || { mkdir "$data/binary"; find /usr/lib /usr/bin -type f -size +1M -print0 | sort -z | xargs -0 cat 2>/dev/null | head -c 205000000 >"$data/binary/app" || true; }
[ -d "$data/text" ] || { mkdir "$data/text"; for _ in $(seq 100); do find "$data/pypi" "$data/npm" -type f \( -name '*.py' -o -name '*.js' -o -name '*.md' \) -print0 | sort -z | xargs -0 cat; done 2>/dev/null | head -c 1000000000 >"$data/text/app.txt" || true; }

run() { # tool, set: wall seconds, processor seconds, KiB at the peak, bytes
    local out=$data/out.zip folder=$data/$2
    rm -f "$out"
    cd "$folder"
    case $1 in
        lamctl)
            printf 'function_name: f\nruntime: python3.13\nhandler: app.handler\nrole: arn:aws:iam::123456789012:role/r\ncode: { dir: %s, symlinks: keep }\n' "$2" >"$data/deploy.yaml"
            set -- "$lamctl" package -q -A unzipped-size -f "$data/deploy.yaml" -o "$out" ;;
        zip-6) set -- zip -6 -q -r -X -y "$out" . ;;
        zip-9) set -- zip -9 -q -r -X -y "$out" . ;;
        python) set -- python3 -m zipfile -c "$out" . ;;
        cargo-lambda)
            rm -rf "$data/cargo" && mkdir -p "$data/cargo/src"
            cd "$data/cargo"
            printf '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n' >Cargo.toml
            echo 'fn main() {}' >src/main.rs
            cp /bin/true bootstrap
            out=$data/cargo/bootstrap.zip
            set -- env AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x cargo-lambda lambda deploy --dry --binary-path bootstrap --include "../$2" f ;;
    esac
    /usr/bin/time -o "$data/time" -f '%e %U %S %M' "$@" >/dev/null 2>"$data/said" || { cat "$data/said" >&2; exit 1; }
    awk -v size="$(stat -c %s "$out")" '{ print $1, $2 + $3, $4, size }' "$data/time"
}

for set in $sets; do
    for tool in $tools; do : >"$data/$set.$tool"; done
    for _ in $(seq "$rounds"); do
        for tool in $tools; do (run "$tool" "$set") >>"$data/$set.$tool"; done
    done
    for tool in $tools; do
        paste -d' ' "$data/$set.$tool" "$data/$set.zip-6" | awk -v set="$set" -v tool="$tool" '
            function median(list, n,   i, j, t) {
                for (i = 2; i <= n; i++) for (j = i; j > 1 && list[j] < list[j - 1]; j--) { t = list[j]; list[j] = list[j - 1]; list[j - 1] = t }
                return list[int((n + 1) / 2)]
            }
            { wall[NR] = $1; cpu[NR] = $2; busy[NR] = $1 > 0 ? $2 / $1 : 0; peak[NR] = $3; size = $4; ratio[NR] = $1 > 0 ? $5 / $1 : 0; work[NR] = $2 > 0 ? $6 / $2 : 0; than = 100 * ($4 / $8 - 1) }
            END { printf "%-7s %-12s %7.2f s wall %7.2f s cpu %5.2f cores %7d KiB %11d bytes (%+5.1f %%) %5.2f x as fast, %5.2f x per cpu second\n", set, tool, median(wall, NR), median(cpu, NR), median(busy, NR), median(peak, NR), size, than, median(ratio, NR), median(work, NR) }'
    done
done
