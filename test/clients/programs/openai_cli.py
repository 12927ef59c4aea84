"""The command line of the official Python client: a chat, a stream, a file and a fine-tuning job."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

QUESTION = "What is the title?\nTHE GREEN LADDER"


def openai(*arguments):
    command = [str(Path(sys.executable).with_name("openai")), "api", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def chat(*more):
    return openai("chat.completions.create", "-m", "gpt-4o", "-g", "user", f"Give the conclusion only. {QUESTION}", *more)


def trained():
    messages = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": "The Green Ladder"}]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "train.jsonl")
        path.write_text((json.dumps({"messages": messages}) + "\n") * 10)
        file = json.loads(openai("files.create", "-f", str(path), "-p", "fine-tune"))["id"]
    job = json.loads(openai("fine_tuning.jobs.create", "-m", "gpt-4o-2024-08-06", "-F", file))
    while job["status"] not in ("succeeded", "failed", "cancelled"):
        time.sleep(0.5)
        job = json.loads(openai("fine_tuning.jobs.retrieve", "-i", job["id"]))
    return job["status"]


print(json.dumps({"chat": chat(), "streamed": chat("--stream"), "trained": trained()}))
