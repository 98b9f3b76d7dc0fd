# SPDX-FileCopyrightText: The Parlour authors
# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154
#
# The stages of `./test --ci`. Sourced by ./test, whose functions and variables it uses. A stage that fails does not
# stop the ones after it, so that one run tells everything; the outcome is non-zero if any failed.

sources() { git -c safe.directory='*' ls-files -- "$@"; }

# Every source looks as .clang-format says.
stage_format() {
    local files
    mapfile -t files < <(sources 'src/*.h' 'src/*.cpp' 'tests/*.h' 'tests/*.cpp')
    if [ ${#files[@]} -eq 0 ]; then
        say "There is no git checkout to list the sources of."
        return 1
    fi
    clang-format-19 --dry-run --Werror "${files[@]}"
}

stage_tests() {
    export PARLOUR_SIM_SEEDS=${PARLOUR_SIM_SEEDS:-20}
    build_release && run_tests tests.log --no-tests=error
    local status=$?
    unset PARLOUR_SIM_SEEDS
    return $status
}

# The libraries without Qt, and their tests, under address and undefined-behaviour sanitizers. The Release build alone
# judges warnings: instrumented code makes gcc see ghosts.
stage_sanitizers() {
    configure "$root/build-sanitize" sanitize || return 1
    build "$root/build-sanitize" || return 1
    wrapper=()
    export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1
    run_ctest sanitizers.log build-sanitize -LE 'long|net|e2e|bench|house|packaging'
}

# One libFuzzer target for a while, starting from its corpus: fuzz_one TARGET SECONDS LOGS CORPUS
fuzz_one() {
    local target=$1 seconds=$2 logs=$3 grown=$4 name corpus
    name=$(basename "$target" _fuzz)
    mkdir -p "$grown/$name" "build-sanitize/found/$name"
    corpus=("$grown/$name")
    [ -d "tests/fuzz/corpus/$name" ] && corpus+=("tests/fuzz/corpus/$name")
    if timeout $((seconds + 120)) "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -print_final_stats=1 -artifact_prefix="build-sanitize/found/$name/" "${corpus[@]}" \
        </dev/null >"$logs/fuzz.$name" 2>&1; then
        echo "fuzz $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$logs/fuzz.$name") runs, nothing found"
    else
        echo "$name" >>"$logs/fuzz.bad"
        echo "fuzz $name: FOUND SOMETHING"
        tail -60 "$logs/fuzz.$name" >&2
    fi
}

# All of them, built with the sanitizers' tests: the libraries are instrumented once.
stage_fuzzers() {
    build "$root/build-sanitize" fuzzers || return 1
    export -f fuzz_one
    ls build-sanitize/tests/fuzz/*_fuzz | xargs -P "$(nproc)" -I{} bash -c 'fuzz_one "$@"' fuzz {} \
        "${PARLOUR_FUZZ_SECONDS:-10}" "$scratch/logs" "$scratch/fuzz"
    [ ! -f "$scratch/logs/fuzz.bad" ]
}

# The C++ sources that changed since the merge base with the main branch; where there is none, those of the newest
# commits, newest first. A header stands for the source beside it, or for the first source that includes it.
changed_sources() {
    local git=(git -c "safe.directory=*") base range
    base=${PARLOUR_TIDY_BASE:-$("${git[@]}" merge-base HEAD origin/main 2>/dev/null)}
    if [ -n "$base" ] && [ "$("${git[@]}" rev-parse "$base")" != "$("${git[@]}" rev-parse HEAD)" ]; then
        range=("$base..HEAD")
        say "clang-tidy: what changed since $base"
    else
        range=(-n 20)
        say "clang-tidy: no base to compare with, so what the newest 20 commits touched"
    fi
    "${git[@]}" log --format= --name-only "${range[@]}" -- 'src/*.cpp' 'src/*.h' | awk 'NF && !seen[$0]++' \
        | while read -r file; do
            [ -f "$file" ] || continue
            case $file in
                *.cpp) echo "$file" ;;
                *)
                    if [ -f "${file%.h}.cpp" ]; then
                        echo "${file%.h}.cpp"
                    else
                        grep -rlF --include='*.cpp' "\"${file#src/}\"" src | sort | head -1
                    fi ;;
            esac
        done | awk '!seen[$0]++'
}

# One source; left undone when the time is up.
tidy_one() {
    local file=$1 until=$2 logs=$3 out
    if [ "$(date +%s)" -ge "$until" ]; then
        echo "$file" >>"$logs/tidy.left"
        return 0
    fi
    if ! out=$(clang-tidy-19 -p build --quiet "$file" 2>/dev/null); then
        printf '%s\n' "$out"
        echo "$file" >>"$logs/tidy.bad"
    fi
}

stage_tidy() {
    local files until
    [ -f build/compile_commands.json ] || return 1
    mapfile -t files < <(changed_sources)
    if [ ${#files[@]} -eq 0 ]; then
        say "clang-tidy: no C++ source changed"
        return 0
    fi
    until=$(($(date +%s) + ${PARLOUR_CI_MINUTES:-70} * 60 - SECONDS))
    export -f tidy_one
    printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -I{} bash -c 'tidy_one "$@"' tidy {} "$until" "$scratch/logs"
    local left=0
    [ -f "$scratch/logs/tidy.left" ] && left=$(wc -l <"$scratch/logs/tidy.left")
    say "clang-tidy: $((${#files[@]} - left)) of ${#files[@]} sources checked$([ "$left" -eq 0 ] || echo ", then the time was up")"
    [ ! -f "$scratch/logs/tidy.bad" ]
}

run_ci() {
    local status=0 stage began outcome table=()
    for stage in format tests sanitizers fuzzers tidy; do
        began=$SECONDS
        printf '\n===== %s =====\n' "$stage"
        outcome=passed
        "stage_$stage" || { outcome=FAILED; status=1; }
        table+=("$(printf '%-12s %-7s %4d s' "$stage" "$outcome" $((SECONDS - began)))")
    done
    printf '\n===== all =====\n'
    printf '%s\n' "${table[@]}"
    # What ctest said at its end, once more, of both builds that it tested.
    local log
    for log in sanitizers tests; do
        [ -f "$scratch/logs/$log.log" ] && { echo; echo "$log:"; closing_lines "$scratch/logs/$log.log"; }
    done
    return $status
}

# From "N% tests passed" on.
closing_lines() { sed -n '/% tests passed/,$p' "$1"; }
