"""The language model, where one is configured: it reads and phrases, and never makes a number."""

from agent.llm.agreement import agreeing
from agent.llm.budget import Book, Purse, Usage
from agent.llm.client import Client, client_for
from agent.llm.failures import SpentError, UnusableAnswerError
from agent.llm.reading import (
    OpenAIReader,
    Reader,
    Reading,
    reader_for,
    request_of,
)

__all__ = [
    "Book",
    "Client",
    "OpenAIReader",
    "Purse",
    "Reader",
    "Reading",
    "SpentError",
    "UnusableAnswerError",
    "Usage",
    "agreeing",
    "client_for",
    "reader_for",
    "request_of",
]
