"""Notifications: changes in the words of the platform's own clients, which subscribe to filters."""

from datetime import datetime
from typing import Any

import msgspec

from attune_ops_nb.errors import Forbidden, Invalid
from attune_ops_nb.model import Artifact, ChangeKind, Execution, Status
from attune_ops_nb.server.feed import Item

REMEMBERED = 10_000
EXECUTION_KEYS = (
    "id",
    "action_ref",
    "status",
    "enforcement",
    "parent",
    "started_at",
    "workflow_task",
    "created",
    "updated",
)
ARTIFACT_KEYS = (
    "id",
    "ref",
    "type",
    "name",
    "scope",
    "owner",
    "content_type",
    "size_bytes",
    "created",
    "updated",
)
FILTERS = ("entity_type", "entity", "user", "notification_type")


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """What a subscriber is sent."""

    type: str = "notification"
    notification_type: str
    entity_type: str
    entity_id: int
    user_id: int | None = None
    payload: dict[str, Any]
    timestamp: datetime | None


class Statuses:
    """Tells a new status from other writes of an execution."""

    def __init__(self) -> None:
        self._last: dict[int, Status] = {}

    def notification(self, item: Item) -> Notification | None:
        """What subscribers hear of `item`, if anything."""
        match item.row:
            case Execution():
                return self._of_execution(item, item.row)
            case Artifact():
                word = "created" if item.kind is ChangeKind.ADD else "updated"
                return _notification(f"artifact_{word}", item, item.row, ARTIFACT_KEYS, {})
        return None

    def _of_execution(self, item: Item, row: Execution) -> Notification | None:
        old = self._last.pop(row.id, None)
        self._last[row.id] = row.status
        if len(self._last) > REMEMBERED:
            del self._last[next(iter(self._last))]
        if old is row.status:
            return None
        created = item.kind is ChangeKind.ADD and old is None
        kind = "execution_created" if created else "execution_status_changed"
        known = {} if old is None else {"old_status": old}
        return _notification(kind, item, row, EXECUTION_KEYS, {"action_id": row.action, **known})


def checked_filter(text: str, identity: int | None = None) -> str:
    """`text` if it is a filter. `user:` is for one's own id alone."""
    kind, _, rest = text.partition(":")
    if text != "all" and (kind not in FILTERS or not rest):
        raise Invalid(f"filter: {text!r} is none; there are all, {', '.join(FILTERS)}:…")
    if kind == "user" and rest != str(identity):
        raise Forbidden("filter: only your own notifications can be subscribed to")
    return text


def wanted(notification: Notification, filters: set[str]) -> bool:
    """Whether one of `filters` lets `notification` through."""
    kind = notification.entity_type
    return not filters.isdisjoint(
        {
            "all",
            f"entity_type:{kind}",
            f"entity:{kind}:{notification.entity_id}",
            f"notification_type:{notification.notification_type}",
        }
    )


def _notification(
    kind: str, item: Item, row: Execution | Artifact, keys: tuple[str, ...], more: dict[str, Any]
) -> Notification:
    entity = {"entity_type": item.noun, "entity_id": item.id}
    return Notification(
        notification_type=kind,
        entity_type=item.noun,
        entity_id=item.id,
        payload={**entity, **{key: getattr(row, key) for key in keys}, **more},
        timestamp=row.updated,
    )
