"""A PostgreSQL database that lasts as long as a drill: python -m script.drills.database URL create|drop"""

import sys

import psycopg
from psycopg import sql


def main(url: str, what: str) -> None:
    server, _slash, name = url.rpartition("/")
    statement = {"create": "CREATE DATABASE {}", "drop": "DROP DATABASE IF EXISTS {} WITH (FORCE)"}[what]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


if __name__ == "__main__":
    main(*sys.argv[1:])
