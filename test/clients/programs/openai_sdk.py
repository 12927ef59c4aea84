"""The official Python client: chat with an image, a schema, a stream, a function, responses, stored ones, and a job."""

import base64
import json
import os
import time
from pathlib import Path

from openai import OpenAI
from pydantic import BaseModel

client = OpenAI(max_retries=0)
URL = "data:image/jpeg;base64," + base64.b64encode(Path(os.environ["COVER"]).read_bytes()).decode()
SYSTEM = {"role": "system", "content": "Give the conclusion only."}


class Book(BaseModel):
    title: str


def asking(question):
    image = {"type": "image_url", "image_url": {"url": URL, "detail": "high"}}
    return [SYSTEM, {"role": "user", "content": [{"type": "text", "text": question}, image]}]


def chat():
    completion = client.chat.completions.create(model="gpt-4o", messages=asking("Who wrote this book?"))
    return completion.choices[0].message.content


def parsed():
    completion = client.chat.completions.parse(
        model="gpt-4o", messages=asking("What is the title of this book?"), response_format=Book
    )
    return completion.choices[0].message.parsed.title


def streamed():
    with client.chat.completions.stream(model="gpt-4o", messages=asking("Who wrote this book?")) as stream:
        for _ in stream:
            pass
        return stream.get_final_completion().choices[0].message.content


def function():
    tool = {"type": "function", "function": {"name": "record_author", "parameters": {
        "type": "object", "properties": {"author": {"type": "string"}}, "required": ["author"]}}}
    completion = client.chat.completions.create(
        model="gpt-4o", messages=asking("Who is the author?"), tools=[tool], tool_choice="required"
    )
    return json.loads(completion.choices[0].message.tool_calls[0].function.arguments)["author"]


INPUT = [{"role": "user", "content": [
    {"type": "input_text", "text": "What is the title of this book?"}, {"type": "input_image", "image_url": URL}]}]


def response():
    return client.responses.parse(model="gpt-6-luna", input=INPUT, text_format=Book).output_parsed.title


def streamed_response():
    with client.responses.stream(model="gpt-4o", instructions=SYSTEM["content"], input=INPUT) as stream:
        for _ in stream:
            pass
        return stream.get_final_response().output_text


def stored():
    made = client.chat.completions.create(model="gpt-4o", messages=asking("Who?"), store=True, metadata={"run": "a"})
    return [one.id for one in client.chat.completions.list(metadata={"run": "a"})] == [made.id]


def trained():
    answer = {"role": "assistant", "content": "Emma Stone"}
    line = json.dumps({"messages": [*asking("Who wrote this book?"), answer]}) + "\n"
    lines = (line * 10).encode()
    upload = client.uploads.create(
        filename="train.jsonl", purpose="fine-tune", bytes=len(lines), mime_type="application/jsonl")
    parts = [client.uploads.parts.create(upload.id, data=half).id for half in (lines[:999], lines[999:])]
    file = client.uploads.complete(upload.id, part_ids=parts).file
    job = client.fine_tuning.jobs.create(model="gpt-4o-2024-08-06", training_file=file.id)
    client.fine_tuning.jobs.pause(job.id)
    client.fine_tuning.jobs.resume(job.id)
    while job.status not in ("succeeded", "failed", "cancelled"):
        time.sleep(0.2)
        job = client.fine_tuning.jobs.retrieve(job.id)
    completion = client.chat.completions.create(model=job.fine_tuned_model, messages=asking("Who wrote this book?"))
    return completion.choices[0].message.content


TASKS = [chat, parsed, streamed, function, response, streamed_response, stored, trained]
print(json.dumps({task.__name__: task() for task in TASKS}))
