"""A page without a browser: follows executions over one WebSocket and throws the bytes away."""

import asyncio
import json
import sys

from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from benchmarks.servers import TOKEN


async def read(url: str, executions: list[int]) -> None:
    """Until the socket closes."""
    address = f"{url.replace('http', 'ws', 1)}attune/ws"
    request = HTTPRequest(address, headers={"Authorization": f"token {TOKEN}"})
    socket = await websocket_connect(request, max_message_size=2**24)
    await socket.write_message(json.dumps({"type": "changes"}))
    for execution in executions:
        await socket.write_message(json.dumps({"type": "follow", "execution": execution}))
    while await socket.read_message() is not None:
        pass


if __name__ == "__main__":
    asyncio.run(read(sys.argv[1], [int(each) for each in sys.argv[2:]]))
