# A PostgreSQL for the services: the one named in DATABASE_URL, the one that runs, or one of our own.
# Sets `server`, a URL that ends before the name of a database, and `own`, the id of a server to stop.

programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1)
PATH=$PATH:$programs
own=

answers() {
    psql --no-psqlrc --no-password --quiet --command 'select 1' "$1/postgres" >/dev/null 2>&1
}

# PostgreSQL refuses to run as root: then it runs as `postgres`.
unprivileged() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

start_postgres() {
    data=$(mktemp -d)
    chmod 755 "$data"
    if [ "$(id -u)" = 0 ]; then chown postgres "$data"; fi
    port=$(free_port)
    server=postgres://postgres@127.0.0.1:$port
    unprivileged "$(command -v initdb)" --auth=trust --username=postgres --encoding=UTF8 --no-sync \
        --pgdata "$data/data" >"$reports/postgres.txt" 2>&1
    unprivileged "$(command -v pg_ctl)" --pgdata "$data/data" --wait --log "$data/log" \
        --options "-p $port -h 127.0.0.1 -k '' -F" start >>"$reports/postgres.txt" 2>&1
    own=$data
}

stop_postgres() {
    [ -z "$own" ] || unprivileged "$(command -v pg_ctl)" --pgdata "$own/data" --mode immediate stop >/dev/null
    [ -z "$own" ] || rm -rf "$own"
}

find_postgres() {
    for server in "${DATABASE_URL:-}" postgres://postgres@127.0.0.1:5432 "postgres://$(id -un)@127.0.0.1:5432"; do
        case $server in
            postgres*/*/*/*) server=${server%/*} ;;
        esac
        if answers "$server"; then return; fi
    done
    start_postgres
}
