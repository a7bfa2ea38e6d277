# shellcheck shell=bash disable=SC2034
# What the scripts beside this file share; to be sourced. bash 3.2, which macOS has, is enough.

say() {
  printf '%s\n' "$*"
}

fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# For a command line that makes no sense.
wrong() {
  printf '%s: %s; see script/%s --help\n' "${0##*/}" "$*" "${0##*/}" >&2
  exit 2
}

# --- What must be installed ---------------------------------------------------------------------------------------------

# Sets JAVA.
require_jdk() {
  local home=${JAVA_HOME:-} where='on the PATH' version
  if [ -n "$home" ]; then
    where="in JAVA_HOME ($home)"
  fi
  # Java 8 and older call themselves 1.x.
  version=$("${home:+$home/bin/}javac" -version 2>&1 | sed -n 's/^javac \([0-9][0-9]*\).*/\1/p') || version=
  if [ -z "$version" ]; then
    fail "there is no JDK $where: install JDK 17 or later (Debian: apt-get install openjdk-17-jdk-headless)"
  fi
  if [ "$version" -lt 17 ]; then
    fail "the JDK $where is of version $version, but 17 or later is needed"
  fi
  JAVA=${home:+$home/bin/}java
}

# Prints the version of a java, like 17; nothing if there is no such java.
java_version() {
  "$1" -version 2>&1 | sed -n 's/^[^"]*"\([0-9][0-9]*\).*/\1/p' | head -n 1
}

# Makes sure of the program that NATS_SERVER names or, if it is not set, of a nats-server on the PATH.
require_nats_server() {
  if [ -n "${NATS_SERVER:-}" ]; then
    [ -x "$NATS_SERVER" ] || fail "NATS_SERVER is '$NATS_SERVER', but no program is there"
    return
  fi
  # Debian keeps it in /usr/sbin, which an ordinary user's PATH lacks.
  export PATH="$PATH:/usr/sbin:/usr/local/sbin"
  if command -v nats-server >/dev/null; then
    return
  fi
  if apt_works; then
    apt_install nats-server
  elif command -v brew >/dev/null; then
    say "Installing nats-server with brew."
    brew install --quiet nats-server >/dev/null || true
  fi
  hash -r
  command -v nats-server >/dev/null \
    || fail "nats-server is not installed and cannot be installed from here: get it from https://nats.io/download and put it on the PATH"
}

# Makes sure of a browser for the tests of the board: Chromium and its driver, or a Chrome that Selenium finds by itself.
require_browser() {
  if command -v chromedriver >/dev/null && { command -v chromium || command -v chromium-browser; } >/dev/null; then
    return
  fi
  if apt_works; then
    apt_install chromium chromium-driver
    hash -r
    command -v chromedriver >/dev/null \
      || fail "chromium and chromium-driver are not installed and cannot be installed from here: put chromium and chromedriver on the PATH"
  fi
}

# Makes sure of the program that reads scripts more closely than bash.
require_shellcheck() {
  if command -v shellcheck >/dev/null; then
    return
  fi
  if apt_works; then
    apt_install shellcheck
  elif command -v brew >/dev/null; then
    say "Installing shellcheck with brew."
    brew install --quiet shellcheck >/dev/null || true
  fi
  hash -r
  command -v shellcheck >/dev/null \
    || fail "shellcheck is not installed and cannot be installed from here: get it from https://www.shellcheck.net and put it on the PATH"
}

# Makes sure of nginx for the tests of the board behind a proxy. Where it cannot be installed, they are left out.
require_nginx() {
  export PATH="$PATH:/usr/sbin:/usr/local/sbin"
  if command -v nginx >/dev/null; then
    return
  fi
  if apt_works; then
    apt_install nginx-light
  elif command -v brew >/dev/null; then
    say "Installing nginx with brew."
    brew install --quiet nginx >/dev/null || true
  fi
  hash -r
  command -v nginx >/dev/null || say "nginx is not installed and cannot be installed from here: its tests are left out"
}

apt_works() {
  command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || command -v sudo >/dev/null; }
}

# Tries to; whether they are there then is for the caller to see.
apt_install() {
  say "Installing $* with apt-get."
  # The package lists of a fresh machine are empty: they are fetched only if it does not go without.
  as_root apt-get install -y -qq "$@" >/dev/null 2>&1 \
    || { as_root apt-get update -qq && as_root apt-get install -y -qq "$@"; } >/dev/null || true
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    DEBIAN_FRONTEND=noninteractive "$@"
  else
    sudo DEBIAN_FRONTEND=noninteractive "$@"
  fi
}

# --- Processes ----------------------------------------------------------------------------------------------------------

# Starts a command in the background and sets STARTED to its process id. It gets a process group of its own: Ctrl-C reaches
# the script alone, which then ends things in their order.
start() {
  set -m
  "$@" &
  STARTED=$!
  set +m
}

# Whether a process runs. One that has ended and that nobody has asked about yet does not.
alive() {
  kill -0 "$1" 2>/dev/null && ! grep -q '^[0-9]* (.*) Z' "/proc/$1/stat" 2>/dev/null
}

# Ends a process, with its process group if it has one of its own, and waits until it is gone. Asks for 15 seconds, then
# insists.
stop() {
  local tries=0 signal=TERM
  while alive "$1"; do
    case $tries in
      0 | 150)
        kill "-$signal" -- "-$1" 2>/dev/null || kill "-$signal" "$1" 2>/dev/null || true
        signal=KILL
        ;;
    esac
    tries=$((tries + 1))
    sleep 0.1
  done
  wait "$1" 2>/dev/null || true
}

# Becomes a command, run as the Kubernetes manifest runs it: as user 65532, without capabilities, and with a read-only root file
# system, which is put together at the first argument. To be called in a mount namespace of its own, as root.
harden() {
  local root=$1 folder=$PWD mounted
  shift
  mount --rbind / "$root"
  for mounted in $(findmnt --raw --noheadings --output TARGET --submounts "$root"); do
    case $mounted in
      # As in a container, and no place for a program's files.
      "$root/proc"* | "$root/dev"*) ;;
      *) mount --options remount,bind,ro "$mounted" ;;
    esac
  done
  cd "$root" || return
  # shellcheck disable=SC2016 # The innermost shell expands it.
  exec chroot . setpriv --reuid 65532 --regid 65532 --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs \
    bash -euc 'cd "$0"; exec "$@"' "$folder" "$@"
}

# Starts a command like that; one process becomes the other, so that a signal reaches the command.
start_hardened() {
  start unshare --mount --propagation private bash -euc "$(declare -f harden)"'; harden "$@"' harden "$@"
}

can_harden() {
  [ "$(uname)" = Linux ] && [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null && unshare --mount true 2>/dev/null
}

# --- Builds -------------------------------------------------------------------------------------------------------------

# Runs Maven and waits for it, as JOB_PID. Its log goes to the first argument; the others are Maven's.
maven() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  start ./mvnw -B -ntp "$@" -Dformatter.skip -Dimpsort.skip </dev/null >"$log" 2>&1
  JOB_PID=$STARTED
  wait "$JOB_PID" || {
    JOB_PID=
    grep '^\[ERROR\]' "$log" | head -n 20 >&2 || tail -n 20 "$log" >&2
    fail "the build failed"
  }
  JOB_PID=
}

# Whether a file is there and newer than the pom and everything in a folder of sources.
up_to_date() {
  [ -f "$1" ] && [ -z "$(find "$2" pom.xml -newer "$1")" ]
}

# Makes sure of the application as it is packaged for a build profile. Sets APP, and APP_CLASSPATH for other programs in it. A build's
# log goes to the second argument.
build_for_profile() {
  APP=target/$1-app
  APP_CLASSPATH="$APP/app/*:$APP/quarkus/generated-bytecode.jar:$APP/lib/main/*:$APP/lib/boot/*"
  if up_to_date "$APP/built" src/main; then
    return
  fi
  say "Building Maestro; the first time this downloads a lot and takes minutes (log: $2)."
  mkdir -p target
  : >"target/$1-build-began"
  if [ -d target/classes ] && up_to_date target/quarkus-app/quarkus-run.jar src/main; then
    # Profiles differ in what Quarkus makes of the classes, not in the classes.
    maven "$2" quarkus:build -Dquarkus.profile="$1" -Dquarkus.package.output-directory="$1-app"
  else
    # Maven leaves there what is no longer in src.
    rm -rf target/classes
    maven "$2" package -Dmaven.test.skip=true -Dquarkus.profile="$1" -Dquarkus.package.output-directory="$1-app"
  fi
  # What was edited while the build ran is newer than this.
  touch -r "target/$1-build-began" "$APP/built"
}

# Runs a program of the package tools and waits for it, as JOB_PID. Needs JAVA and the build for the profile demo. Sets OUTCOME.
run_tool() {
  local program=$1
  shift
  start "$JAVA" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$APP_CLASSPATH" "io.boxbox.maestro.tools.$program" "$@" </dev/null
  JOB_PID=$STARTED
  OUTCOME=0
  wait "$JOB_PID" || OUTCOME=$?
  JOB_PID=
}

# Makes sure of the packaged application, the tests' classes and what they need. Sets TEST_CLASSPATH.
build_with_tests() {
  local classpath=target/test-classpath
  if ! up_to_date "$classpath" src || [ ! -f target/quarkus-app/quarkus-run.jar ]; then
    say "Building Maestro; the first time this downloads a lot and takes minutes (log: target/test-build.log)."
    mkdir -p target
    : >target/test-build-began
    maven target/test-build.log package -DskipTests \
      org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile="$classpath"
    # What was edited while the build ran is newer than this.
    touch -r target/test-build-began "$classpath"
  fi
  TEST_CLASSPATH=target/test-classes:target/classes:$(cat "$classpath")
}

# --- Ports --------------------------------------------------------------------------------------------------------------

is_port() {
  case $1 in
    '' | *[!0-9]* | ??????*) return 1 ;;
  esac
  [ "$1" -ge 1 ] && [ "$1" -le 65535 ]
}

listening() {
  (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null
}

# Prints the first free port from the given one on.
free_port() {
  local port=$1
  while listening 127.0.0.1 "$port"; do
    port=$((port + 1))
  done
  printf '%s' "$port"
}

# --- NATS ---------------------------------------------------------------------------------------------------------------

NATS_HOST=127.0.0.1
NATS_PORT=
NATS_PID=
NATS_IS_OURS=yes

# Takes one option about NATS and its value, the first two arguments.
nats_option() {
  [ $# -ge 2 ] || wrong "$1 needs a value"
  [ -z "$NATS_PORT" ] || wrong "give --port or --nats once, not both"
  case $1 in
    --port)
      is_port "$2" || wrong "--port is '$2', but must be a port number"
      NATS_PORT=$2
      ;;
    --nats)
      NATS_HOST=${2%:*}
      NATS_HOST=${NATS_HOST#nats://}
      NATS_PORT=${2##*:}
      NATS_IS_OURS=no
      { [ "$NATS_HOST" != "$2" ] && [ -n "$NATS_HOST" ] && is_port "$NATS_PORT"; } \
        || wrong "--nats is '$2', but must be host:port"
      ;;
  esac
}

# Makes sure of a NATS server with JetStream: the one given, or one of our own that keeps its data in the given folder.
# Sets NATS_PORT, and NATS_PID if it is our own.
provide_nats() {
  if [ "$NATS_IS_OURS" = no ]; then
    check_nats
    return
  fi
  local folder=$1 tries=0
  if [ -n "$NATS_PORT" ] && listening 127.0.0.1 "$NATS_PORT"; then
    fail "port $NATS_PORT is taken: choose another --port, or leave it out"
  fi
  start "${NATS_SERVER:-nats-server}" --addr 127.0.0.1 --port "${NATS_PORT:--1}" --jetstream --store_dir "$folder/jetstream" \
    --ports_file_dir "$folder" --log "$folder/nats-server.log" </dev/null >/dev/null 2>&1
  NATS_PID=$STARTED
  NATS_PORT=
  until [ -n "$NATS_PORT" ] && listening 127.0.0.1 "$NATS_PORT"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ] || ! kill -0 "$NATS_PID" 2>/dev/null; then
      tail -n 20 "$folder/nats-server.log" >&2 2>/dev/null || true
      fail "nats-server did not start"
    fi
    sleep 0.1
    NATS_PORT=$(sed -n 's/.*"nats:\/\/[^"]*:\([0-9]*\)".*/\1/p' "$folder"/*.ports 2>/dev/null) || NATS_PORT=
  done
}

# A NATS server greets with one line that says what it can do.
check_nats() {
  local greeting=
  listening "$NATS_HOST" "$NATS_PORT" || fail "nothing listens at $NATS_HOST:$NATS_PORT (--nats)"
  exec 3<>"/dev/tcp/$NATS_HOST/$NATS_PORT"
  IFS= read -r -t 5 greeting <&3 || true
  exec 3>&-
  case $greeting in
    'INFO '*'"jetstream":true'*) ;;
    'INFO '*) fail "the NATS server at $NATS_HOST:$NATS_PORT has no JetStream: start it with -js" ;;
    *) fail "what listens at $NATS_HOST:$NATS_PORT is no NATS server" ;;
  esac
}

# --- Maestro for a look at him ------------------------------------------------------------------------------------------

# Exports a variable unless it is set, under this name or the other that Maestro knows it by.
default() {
  local value=$1 name
  shift
  for name; do
    if [ -n "${!name:-}" ]; then
      return
    fi
  done
  export "$1=$value"
}

# Settings with which all there is to see can be seen in 20 seconds. What the user has set stays.
brisk_settings() {
  default 0.3 MAESTRO_SMOKING_DURATION_IN_SECONDS MAESTRO_MAESTRO_SMOKINGDURATIONINSECONDS
  default 0.3 MAESTRO_PROBABILITY_OF_OVERSMOKING MAESTRO_MAESTRO_PROBABILITYOFOVERSMOKING
  default 2 MAESTRO_OVERSMOKING_FACTOR MAESTRO_MAESTRO_OVERSMOKINGFACTOR
  default 8 MAESTRO_PERIOD_BETWEEN_LUNCH_IN_SECONDS MAESTRO_MAESTRO_PERIODBETWEENLUNCHINSECONDS
  default 2 MAESTRO_LUNCH_DURATION_IN_SECONDS MAESTRO_MAESTRO_LUNCHDURATIONINSECONDS
  default 5 MAESTRO_ORDER_BATCH_SIZE MAESTRO_MAESTRO_ORDERBATCHSIZE
  default 1 MAESTRO_FETCH_MAX_WAIT_IN_SECONDS MAESTRO_MAESTRO_FETCHMAXWAITINSECONDS
  default 5 MAESTRO_PANETTIERE_CLIENT_DEADLINE_IN_SECONDS

  default 0.1 MAESTRO_EMBEDDED_PANETTIERE_TIME_PER_DOUGH_IN_SECONDS
  default 0.5 MAESTRO_EMBEDDED_PANETTIERE_DOUGH_TIME_VARIANCE
  default 11 MAESTRO_EMBEDDED_PANETTIERE_PERIOD_BETWEEN_SLEEPS_IN_SECONDS
  default 1.5 MAESTRO_EMBEDDED_PANETTIERE_SLEEP_DURATION_IN_SECONDS
  default 0.3 MAESTRO_EMBEDDED_PANETTIERE_PROBABILITY_OF_OVERSLEEPING
  default 2 MAESTRO_EMBEDDED_PANETTIERE_OVERSLEEPING_FACTOR

  default 2 MAESTRO_DEMO_CROWD_PERIOD_BETWEEN_ORDERS_IN_SECONDS
  default 20 MAESTRO_DEMO_CROWD_PERIOD_BETWEEN_SURGES_IN_SECONDS
  default 1.5 MAESTRO_DEMO_CROWD_SURGE_DURATION_IN_SECONDS
  default 8 MAESTRO_DEMO_CROWD_ORDERS_PER_SURGE

  default false MAESTRO_OPENTELEMETRY_ENABLED
  default true MAESTRO_DEMO_ENABLED
  if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
    default true MAESTRO_DEMO_COLOUR
  fi
}

# Lets Maestro find NATS and listen on this machine alone, on ports of which nobody else has need. Sets GRPC_PORT and
# PROBES_PORT.
connect_maestro() {
  export MAESTRO_NATS_HOST=$NATS_HOST MAESTRO_NATS_PORT=$NATS_PORT
  default 127.0.0.1 MAESTRO_GRPC_SERVER_HOST MAESTRO_GRPCSERVER_HOST
  default 127.0.0.1 QUARKUS_MANAGEMENT_HOST
  GRPC_PORT=$(free_port "${MAESTRO_GRPC_SERVER_PORT:-${MAESTRO_GRPCSERVER_PORT:-7777}}")
  PROBES_PORT=$(free_port "${QUARKUS_MANAGEMENT_PORT:-9000}")
  export MAESTRO_GRPC_SERVER_PORT=$GRPC_PORT QUARKUS_MANAGEMENT_PORT=$PROBES_PORT
}

announce_board() {
  say "The kitchen, live: http://127.0.0.1:$GRPC_PORT/"
}

introduce_maestro() {
  local started=
  if [ "$NATS_IS_OURS" = yes ]; then
    started=' (started for this, with JetStream)'
  fi
  cat <<END
  NATS     $NATS_HOST:$NATS_PORT$started
  gRPC     127.0.0.1:$GRPC_PORT
  probes   http://127.0.0.1:$PROBES_PORT/q/health

Place an order by hand, in another terminal, with the nats CLI:
  nats --server $NATS_HOST:$NATS_PORT pub orders.waiting_to_cook.mine-1 '{"order_id": "mine-1", "size": "large",
    "toppings": ["basil"], "destination": "Via Monza 7", "username": "me", "ordered_at": "2026-05-04T15:00:00Z",
    "status": "waiting_to_cook"}'
Greet the maestro, with grpcurl:
  grpcurl -plaintext -d '{"name": "Ada"}' 127.0.0.1:$GRPC_PORT maestro.v1.MaestroService/SayHello

END
}
