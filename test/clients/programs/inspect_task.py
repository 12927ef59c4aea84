"""inspect_ai: a graded vision task, by chat completions and by the Responses API, of a model that reasons too."""

import json
import os
import tempfile

from inspect_ai import Task, eval
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageUser, ContentImage, ContentText, get_model
from inspect_ai.scorer import model_graded_qa
from inspect_ai.solver import generate, system_message


def graded(name, target, **arguments):
    question = [ContentText(text="Who wrote this book?"), ContentImage(image=os.environ["COVER"])]
    task = Task(
        dataset=MemoryDataset([Sample(input=[ChatMessageUser(content=question)], target=target)]),
        solver=[system_message("Give the conclusion only."), generate()],
        scorer=model_graded_qa(model=get_model(f"openai/{name}", **arguments)),
    )
    with tempfile.TemporaryDirectory() as logs:
        model = get_model(f"openai/{name}", **arguments)
        [log] = eval(task, model=model, log_dir=logs, display="none", max_retries=0)
        if log.status != "success":
            raise RuntimeError(f"{name}: {log.error.message if log.error else log.status}")
        [sample] = log.samples
        return [sample.output.completion, *(score.value for score in sample.scores.values())]


print(json.dumps({
    "chat": graded("gpt-4o", "Emma Stone", responses_api=False),
    "response": graded("gpt-4o", "Emma Stone", responses_api=True),
    "wrong": graded("gpt-4o", "Jack London", responses_api=False),
    "reasoning": graded("gpt-6-luna", "Emma Stone"),
}))
