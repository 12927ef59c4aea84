"""LangChain: a chain on an image, structured output by either method, a stream, a tool, and the Responses API."""

import base64
import json
import os
from pathlib import Path

from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from pydantic import BaseModel

URL = "data:image/jpeg;base64," + base64.b64encode(Path(os.environ["COVER"]).read_bytes()).decode()


class Book(BaseModel):
    """A book."""

    title: str


@tool
def record_author(author: str) -> str:
    """Notes the author."""
    return author


def asking(question):
    image = {"type": "image_url", "image_url": {"url": URL}}
    return [SystemMessage("Give the conclusion only."), HumanMessage([{"type": "text", "text": question}, image])]


chat = ChatOpenAI(model="gpt-4o", temperature=0, max_retries=0)
responses = ChatOpenAI(model="gpt-4o", use_responses_api=True, max_retries=0)
title, author = asking("What is the title of this book?"), asking("Who is the author of this book?")
print(json.dumps({
    "chat": chat.invoke(author).text,
    "parsed": chat.with_structured_output(Book).invoke(title).title,
    "by_function": chat.with_structured_output(Book, method="function_calling").invoke(title).title,
    "streamed": "".join(chunk.text for chunk in chat.stream(author)),
    "function": chat.bind_tools([record_author], tool_choice="any").invoke(author).tool_calls[0]["args"]["author"],
    "response": responses.invoke(author).text,
    "streamed_response": "".join(chunk.text for chunk in responses.stream(author)),
}))
