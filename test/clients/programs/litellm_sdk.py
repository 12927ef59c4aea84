"""LiteLLM as an SDK: an image, a schema, a stream, a function, and the Responses API."""

import base64
import json
import os
from pathlib import Path

import litellm
from pydantic import BaseModel

URL = "data:image/jpeg;base64," + base64.b64encode(Path(os.environ["COVER"]).read_bytes()).decode()
SYSTEM = "Give the conclusion only."


class Book(BaseModel):
    title: str


def asking(question):
    image = {"type": "image_url", "image_url": {"url": URL}}
    return [
        {"role": "system", "content": SYSTEM},
        {"role": "user", "content": [{"type": "text", "text": question}, image]},
    ]


def complete(question, **more):
    return litellm.completion(model="openai/gpt-4o", messages=asking(question), num_retries=0, **more)


RECORD = {"type": "function", "function": {"name": "record_author", "parameters": {
    "type": "object", "properties": {"author": {"type": "string"}}, "required": ["author"]}}}
title, author = "What is the title of this book?", "Who is the author of this book?"
called = complete(author, tools=[RECORD], tool_choice="required").choices[0].message.tool_calls[0]
content = [{"type": "input_text", "text": author}, {"type": "input_image", "image_url": URL}]
response = litellm.responses(
    model="openai/gpt-4o", instructions=SYSTEM, input=[{"role": "user", "content": content}])
print(json.dumps({
    "chat": complete(author).choices[0].message.content,
    "parsed": json.loads(complete(title, response_format=Book).choices[0].message.content)["title"],
    "streamed": "".join(chunk.choices[0].delta.content or "" for chunk in complete(author, stream=True)),
    "function": json.loads(called.function.arguments)["author"],
    "response": response.output[-1].content[0].text,
}))
