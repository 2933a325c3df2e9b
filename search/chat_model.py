"""A language model that writes: what is asked of it, and how it fails. Which one it is, is left open.

``Message... ─ChatModel.ask─▶ Reply ─▶ text, piece by piece``. Speaking HTTP is left to
``search.openai_chat``, which is imported with the first question that a model is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

Role = Literal["system", "user"]
Failure = Literal["timeout", "error"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSettings:
    """Where a model is and how much may be asked of it."""

    url: str  # of an API as OpenAI's, with /v1 if it has one
    model: str
    key: str | None = field(default=None, repr=False)
    timeout: float = 30.0  # seconds for a whole answer
    max_tokens: int = 600  # of an answer
    prompt_length: int = 6_000  # code points of passages in a prompt


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt."""

    role: Role
    content: str


class ChatError(Exception):
    """A reply that did not come, or broke off; it never leaves ``search.generate``.

    ``detail`` says why in a word for the log. It holds nothing that the server sent: a server may
    send the key back.
    """

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(f"{failure}: {detail}")
        self.failure = failure
        self.detail = detail


class Reply(Protocol):
    """A reply as it is written. Raises ChatError while it is read."""

    @property
    def cut_off(self) -> bool:
        """Once it is read: whether it ends because it was too long."""

    def __iter__(self) -> Iterator[str]: ...

    def close(self) -> None:
        """End it, from any thread; who waits for its next piece is released."""


class ChatModel(Protocol):
    """Something that replies to a prompt."""

    @property
    def name(self) -> str:
        """What an answer says that it was written by."""

    @property
    def prompt_length(self) -> int:
        """Code points of passages that a prompt may hold."""

    def ask(self, messages: Sequence[Message]) -> Reply:
        """Begin a reply; what goes wrong is told by the reply."""


class OpenAIChat:
    """A model behind an address that speaks as OpenAI's. Safe to share between threads."""

    def __init__(self, settings: ChatSettings) -> None:
        self._settings = settings

    @property
    def name(self) -> str:
        """The model's name."""
        return self._settings.model

    @property
    def prompt_length(self) -> int:
        """Code points of passages that a prompt may hold."""
        return self._settings.prompt_length

    @staticmethod
    def load() -> None:
        """Import the client now, which takes a second, and not at the first question."""
        import search.openai_chat  # noqa: F401

    def ask(self, messages: Sequence[Message]) -> Reply:
        """Begin a reply. The clock runs from here."""
        from search.openai_chat import StreamedReply

        return StreamedReply(self._settings, messages)
