"""Accepted records kept in a database. The only user of SQLAlchemy and psycopg, loaded when a ledger is opened."""

from policyrules.ledgers.sql.ledger import SqlLedger

__all__ = ["SqlLedger"]
