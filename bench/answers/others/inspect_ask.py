"""Asks by inspect_ai: a file with a list of messages a line, a model, and how many calls may be in flight."""

import json
import sys

from inspect_ai import Task, eval
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageSystem, ChatMessageUser, ChatMessageAssistant, ContentImage, ContentText, get_model
from inspect_ai.solver import generate

file, model, in_flight = sys.argv[1], sys.argv[2], int(sys.argv[3])
kinds = {"system": ChatMessageSystem, "user": ChatMessageUser, "assistant": ChatMessageAssistant}


def part(given):
    if given["type"] == "text":
        return ContentText(text=given["text"])
    return ContentImage(image=given["image_url"]["url"])


def message(given):
    content = given["content"]
    return kinds[given["role"]](content=content if isinstance(content, str) else [part(one) for one in content])


samples = [Sample(input=[message(one) for one in json.loads(line)]) for line in open(file)]
asked = get_model(f"openai/{model}", responses_api=False)
[log] = eval(
    Task(dataset=MemoryDataset(samples), solver=generate()),
    model=asked,
    temperature=0,
    max_connections=in_flight,
    max_samples=max(in_flight, 32),
    display="none",
)
if log.status != "success":
    raise RuntimeError(log.error.message if log.error else log.status)
