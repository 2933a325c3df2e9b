# shellcheck shell=bash
# Making a virtual environment from the hash locks; sourced by quickstart, test and check.
#
#   ensure_env DIR LOCK...    DIR is made, repaired or left alone; it holds the locks and wenju itself
#   require_cpu_torch DIR     stop with one line if pip would get torch with CUDA, or not at all
#
# A LOCK more than DIR was made with is added to it; any other change makes DIR anew.
# The sourcing script sets `root`, the checkout. WENJU_PYTHON names the Python to use (optional).
# A stamp in DIR is written last and names what DIR was made from, so that a second call costs a
# fraction of a second and a half-made DIR is made anew. Runs in bash 3.2 (macOS).

root=${root:?the script that sources this sets root, the checkout}
models_lock=$root/requirements/transformers.lock
cpu_torch_index=https://download.pytorch.org/whl/cpu

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# One line of progress a stage, on standard error: "name … 12 s".
stage_begin() {
    stage_open=1
    stage_started=$SECONDS
    printf '%s … ' "$1" >&2
}

stage_end() {
    stage_open=
    printf '%s s\n' "$((SECONDS - stage_started))" >&2
}

stage_fail() {
    [ -z "${stage_open:-}" ] || printf 'failed\n' >&2
    stage_open=
    die "$@"
}

# Set `python` to a Python 3.11 or 3.12 that runs and can make environments. A name on PATH proves
# nothing (pyenv leaves shims for versions that are not active), so each one is run.
find_python() {
    local name candidate version without_venv='' seen=''
    python=
    for name in ${WENJU_PYTHON:+"$WENJU_PYTHON"} python3.12 python3.11 python3 python; do
        while IFS= read -r candidate; do
            [ -n "$candidate" ] || continue
            version=$("$candidate" -I -c \
                'import sys; print("%d.%d" % sys.version_info[:2], sys.executable)' 2>/dev/null) || continue
            case $version in
                "3.11 "* | "3.12 "*) ;;
                *) seen="$seen${seen:+, }$candidate is ${version%% *}" && continue ;;
            esac
            if ! "$candidate" -I -c 'import venv, ensurepip' 2>/dev/null; then
                without_venv="${without_venv:-$candidate (${version%% *})}"
                continue
            fi
            python=${version#* }
            return
        done <<EOF
$(type -aP "$name" 2>/dev/null)
EOF
        [ -z "${WENJU_PYTHON:-}" ] ||
            die "WENJU_PYTHON=$WENJU_PYTHON is no Python 3.11 or 3.12 that runs and has venv; name another or unset it"
    done
    [ -z "$without_venv" ] ||
        die "$without_venv has no venv module; install it (Debian, Ubuntu: apt install python3-venv) and run this again"
    die "no Python 3.11 or 3.12 was found${seen:+ ($seen)}; install one (Debian 12, Ubuntu 24.04: apt install python3 python3-venv; macOS: brew install python@3.12; anywhere: uv python install 3.12) or name it in WENJU_PYTHON"
}

# Two lines for the stamp of environment $1 with the locks "${@:2}": what the packages come from, and
# what wenju's own install comes from. Fails if the environment's Python does not run.
env_stamp() {
    local env=$1
    shift
    "$env/bin/python" -I - "$root" "$env" "${WENJU_PYTHON:-}" "$root/pyproject.toml" "$@" 2>/dev/null <<'EOF'
import hashlib, sys
root, env, wanted, project, *locks = sys.argv[1:]
packages = hashlib.sha256("\0".join([root, env, wanted, sys._base_executable, sys.version]).encode())
for lock in locks:
    packages.update(b"\0" + open(lock, "rb").read())
print(packages.hexdigest())
print(hashlib.sha256(open(project, "rb").read()).hexdigest())
EOF
}

# pip in environment $1, quiet; its output is in $log.
env_pip() {
    local env=$1 reason
    shift
    if PIP_USER=0 "$env/bin/python" -m pip "$@" --no-input --disable-pip-version-check >>"$log" 2>&1; then
        return
    fi
    if grep -q -E 'NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|Network is unreachable|Temporary failure in name resolution|Connection refused|SSLError|CERTIFICATE_VERIFY_FAILED' "$log"; then
        reason='pip cannot reach the package index; check the network (or PIP_INDEX_URL, HTTPS_PROXY, PIP_CERT)'
    elif grep -q 'No matching distribution found for torch' "$log"; then
        reason="pip finds no CPU build of torch for this system, and the CUDA builds bring gigabytes; run it again with PIP_EXTRA_INDEX_URL=$cpu_torch_index"
    elif grep -q 'THESE PACKAGES DO NOT MATCH THE HASHES' "$log"; then
        reason='a downloaded file is not the one that the lock names; empty the cache (pip cache purge) or use the public index'
    elif grep -q 'Operation cancelled by user' "$log"; then
        reason='interrupted; run it again'
    elif grep -q 'No space left on device' "$log"; then
        reason='the disk is full; 400 MB are needed, 2 GB with models or for the tests'
    else
        reason=$(grep -E '^ *(ERROR|error):' "$log" | tail -n 1)
        reason="pip failed${reason:+: ${reason#ERROR: }}"
    fi
    stage_fail "$reason; its log is $log"
}

# Ask pip for the torch of transformers.lock, alone and without installing it. Its pin on Linux is a CPU
# build, so that pip refuses where there is none; the report proves that what it found brings no CUDA.
require_cpu_torch() {
    local env=$1 folder found
    log=$env.log
    folder=$(mktemp -d)
    awk '/^[A-Za-z0-9]/ { keep = /^torch==/ } keep' "$models_lock" >"$folder/torch.txt"
    stage_begin "${env##*/}: torch for CPUs"
    env_pip "$env" install --dry-run --no-deps --ignore-installed --report "$folder/report.json" \
        --require-hashes -r "$folder/torch.txt"
    found=$("$env/bin/python" -I - "$folder/report.json" <<'EOF'
import json, re, sys
for package in json.load(open(sys.argv[1], encoding="utf-8"))["install"]:
    for need in package["metadata"].get("requires_dist", []):
        if re.match(r"nvidia-|cuda-|triton", need) and "extra ==" not in need:
            print(need.split()[0])
EOF
    ) || found='no report by pip'
    rm -rf "$folder"
    [ -z "$found" ] ||
        stage_fail "the torch that pip finds brings CUDA packages (${found%%$'\n'*}); run it again with PIP_EXTRA_INDEX_URL=$cpu_torch_index"
    stage_end
}

# Whether environment $1 was made with all of the locks "${@:2}" but the last.
lacks_only_last() {
    local env=$1 made
    shift
    [ "$#" -gt 2 ] && [ -f "$env/.wenju-stamp" ] && made=$(env_stamp "$env" "${@:1:$#-1}") &&
        [ "${made%%$'\n'*}" = "$(head -n 1 "$env/.wenju-stamp")" ]
}

# A new environment $1 with what packages are built with, by $python.
make_env() {
    local env=$1
    rm -rf "$env"
    stage_begin "${env##*/}: environment ($("$python" -c 'import platform; print("Python", platform.python_version())'))"
    "$python" -I -m venv "$env" >>"$log" 2>&1 ||
        stage_fail "$python cannot make an environment (Debian, Ubuntu: apt install python3-venv); its log is $log"
    env_pip "$env" install --require-hashes --only-binary :all: -r "$root/requirements/build.lock"
    stage_end
}

ensure_env() {
    local env=$1 stamp had='' lock
    shift
    stamp=$env/.wenju-stamp
    log=$env.log
    unset PYTHONHOME PIP_TARGET PIP_PREFIX PIP_ROOT PIP_REQUIRE_HASHES PIP_NO_BINARY PIP_ONLY_BINARY
    if [ -f "$stamp" ] && env_stamp "$env" "$@" | cmp -s - "$stamp"; then
        return
    fi

    case $(uname -s) in
        MINGW* | MSYS* | CYGWIN*) die "Windows needs WSL (wsl --install); run this inside it" ;;
    esac
    find_python
    # One maker at a time. The lock belongs to file descriptor 9 and so ends with this process.
    exec 9>"$env.lock" || die "cannot write $env.lock; is the checkout read-only?"
    "$python" -I -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null || {
        echo "${env##*/}: waiting for another run that makes it" >&2
        "$python" -I -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)' 2>/dev/null || true
    }
    : >"$log"
    if [ -f "$stamp" ]; then
        had=$(env_stamp "$env" "$@" || true)
    fi
    if [ -n "$had" ] && [ "$had" = "$(cat "$stamp")" ]; then
        exec 9>&-
        return
    fi
    if [ -n "$had" ] && [ "${had%%$'\n'*}" = "$(head -n 1 "$stamp")" ]; then
        rm -f "$stamp" # only pyproject.toml has changed: the packages stay
    else
        if lacks_only_last "$env" "$@"; then
            rm -f "$stamp"
        else
            make_env "$env"
        fi
        local -a requirements=()
        for lock in "$@"; do
            requirements+=(-r "$lock")
            [ "$lock" != "$models_lock" ] || require_cpu_torch "$env"
        done
        stage_begin "${env##*/}: packages"
        env_pip "$env" install --require-hashes --no-build-isolation "${requirements[@]}"
        stage_end
    fi
    stage_begin "${env##*/}: wenju itself"
    env_pip "$env" install --no-deps --no-build-isolation --editable "$root"
    env_stamp "$env" "$@" >"$stamp.new"
    mv -f "$stamp.new" "$stamp"
    stage_end
    exec 9>&-
}
