"""The chat completions of an OpenAI-compatible server, read so that no stall outlasts the deadline.

``Message... ─POST /chat/completions─▶ server-sent events ─▶ pieces of text``. One request, no second
try. A thread of its own reads, and is cancelled at the deadline or when nobody listens any more;
the one who listens waits no longer than the deadline whatever that thread does.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import cast

import openai
from openai.types.chat import ChatCompletionMessageParam

from search.chat_model import ChatError, ChatSettings, Message

_SEED = 20_240_501  # any; always the same
_PER_TOKEN = 12  # code points that a token can hardly be longer than
_NOT_OURS = {"OpenAI-Organization": openai.Omit(), "OpenAI-Project": openai.Omit()}
"""Headers that the client would take from the environment."""


class StreamedReply:
    """One reply. See :class:`search.chat_model.Reply`."""

    def __init__(self, settings: ChatSettings, messages: Sequence[Message]) -> None:
        self.cut_off = False
        self._settings = settings
        self._messages = messages
        self._deadline = time.monotonic() + settings.timeout
        self._pieces: queue.SimpleQueue[str | ChatError | None] = queue.SimpleQueue()
        self._loop = asyncio.new_event_loop()
        self._reading = self._loop.create_task(self._read())
        threading.Thread(target=self._run, name="wenju-chat", daemon=True).start()

    def __iter__(self) -> Iterator[str]:
        while True:
            try:
                piece = self._pieces.get(timeout=max(0.0, self._deadline - time.monotonic()))
            except queue.Empty:
                raise ChatError("timeout", "no end within the time set") from None
            if piece is None:
                return
            if isinstance(piece, ChatError):
                raise piece
            yield piece

    def close(self) -> None:
        """End it, from any thread."""
        with suppress(RuntimeError):  # the loop is closed: it has ended
            self._loop.call_soon_threadsafe(self._reading.cancel)

    def _run(self) -> None:
        try:
            self._pieces.put(self._loop.run_until_complete(self._reading))
        except asyncio.CancelledError:
            self._pieces.put(ChatError("error", "closed"))
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _read(self) -> ChatError | None:
        """Read to the end; what went wrong, if anything."""
        try:
            async with asyncio.timeout(self._settings.timeout):
                await self._receive()
        except (TimeoutError, openai.APITimeoutError):
            return ChatError("timeout", "no end within the time set")
        except openai.APIStatusError as error:
            return ChatError("error", f"HTTP {error.status_code}")
        except ChatError as error:
            return error
        except Exception as error:  # the client wraps no error of decoding what was sent
            return ChatError("error", type(error).__name__)
        return None

    async def _receive(self) -> None:
        settings = self._settings
        headers = dict(_NOT_OURS) if settings.key else _NOT_OURS | {"Authorization": openai.Omit()}
        messages = cast(
            "list[ChatCompletionMessageParam]",
            [{"role": message.role, "content": message.content} for message in self._messages],
        )
        n_received, finished = 0, None
        async with openai.AsyncOpenAI(
            base_url=settings.url,
            api_key=settings.key or "none",
            timeout=settings.timeout,
            max_retries=0,
        ) as client:
            stream = await client.chat.completions.create(
                model=settings.model,
                messages=messages,
                max_tokens=settings.max_tokens,
                temperature=0,
                seed=_SEED,
                stream=True,
                extra_headers=headers,
            )
            async with stream:
                async for chunk in stream:
                    for choice in chunk.choices[:1]:
                        finished = choice.finish_reason or finished
                        if text := choice.delta.content:
                            n_received += len(text)
                            self._pieces.put(text)
                    if n_received > settings.max_tokens * _PER_TOKEN:
                        finished = "length"
                        break
        if finished is None:
            raise ChatError("error", "the reply broke off")
        self.cut_off = finished != "stop"
