"""Columns: how the types of a noun's fields are kept by SQLite and PostgreSQL."""

import types
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Union, get_args, get_origin

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from attune_ops_nb.model import Noun

MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"


class Moment(TypeDecorator[datetime]):
    """A time in UTC: TIMESTAMPTZ, or text of fixed width, which sorts as time does."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        text = dialect.name == "sqlite"
        return dialect.type_descriptor(sa.Text() if text else sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).strftime(MOMENT)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        moment: datetime = value.astimezone(UTC)
        return moment


class Json(TypeDecorator[Any]):
    """A value as JSON, given back as the type it was declared with."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, declared: Any) -> None:
        super().__init__()
        self.declared = declared
        self.decode = msgspec.json.Decoder(declared).decode

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(JSONB(none_as_null=True))
        return dialect.type_descriptor(sa.Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        if dialect.name == "postgresql":
            return msgspec.to_builtins(value)
        return msgspec.json.encode(value).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        if isinstance(value, str) and dialect.name == "sqlite":
            return self.decode(value)
        return msgspec.convert(value, self.declared)


class Word(TypeDecorator[StrEnum]):
    """A member of an enum, kept as its text."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, members: type[StrEnum]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.members(value)


PLAIN: dict[Any, TypeEngine[Any]] = {
    int: sa.BigInteger(),
    float: sa.Double(),
    str: sa.Text(),
    bool: sa.Boolean(),
    datetime: Moment(),
}


def columns(noun: type[Noun]) -> list[sa.Column[Any]]:
    """A column for each field of `noun`; `id` is the primary key."""
    fields = msgspec.structs.fields(noun)
    return [_primary_key() if field.name == "id" else _column(field) for field in fields]


def _primary_key() -> sa.Column[Any]:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", number, primary_key=True, autoincrement=True)


def _column(field: msgspec.structs.FieldInfo) -> sa.Column[Any]:
    declared, nullable = _without_none(field.type)
    return sa.Column(field.name, _kept_as(declared), nullable=nullable)


def _without_none(declared: Any) -> tuple[Any, bool]:
    if declared is Any:
        return declared, True
    if get_origin(declared) not in (Union, types.UnionType):
        return declared, False
    rest = [part for part in get_args(declared) if part is not type(None)]
    return rest[0], True


def _kept_as(declared: Any) -> TypeEngine[Any]:
    if declared in PLAIN:
        return PLAIN[declared]
    if isinstance(declared, type) and issubclass(declared, StrEnum):
        return Word(declared)
    return Json(declared)
