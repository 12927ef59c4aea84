"""Asks a sandbox as the published notebook asks its judge, through OpenAI's Python SDK, and compares with a run of Tempera.

    pip install openai
    python bench/notebook-judge.py PREDICTIONS.csv http://127.0.0.1:8765/v1 KEY

PREDICTIONS.csv is that of a run whose judge rates all samples (`judge.samples: all`). Exit code 1 unless 95 % of the labels
are those of the run, and each of its four labels is given.
"""

import csv
import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from openai import OpenAI
from pydantic import BaseModel, Field

LABELS = ["Very Similar", "Mostly Similar", "Somewhat Similar", "Incorrect"]
SCALE = " | ".join(LABELS)


class Result(BaseModel):
    example_id: int = Field(description="The id of the question")
    rating: str = Field(description=f"How close the answer is. One of [{SCALE}]")
    type: str = Field(description="The kind of question. One of [Open | Closed]")


PROMPT = f"""Compare what was predicted with the truth, and say how close it comes.

```json
[{{ "example_id": [example_id], "rating": "[{SCALE}]", "type": "[Open | Closed]" }}]
```

```json
{{"example_id": 1, "predicted_answer": "Dracula", "actual_answer": "Dracula: A Mystery Story"}}
```
gives
```json
{{ "example_id": 1, "rating": "Mostly Similar", "type": "Open" }}
```
"""


def rate(client, number, row):
    pair = {"example_id": number, "predicted_answer": row["answer"], "actual_answer": row["targets"]}
    messages = [{"role": "system", "content": PROMPT}, {"role": "user", "content": str(pair)}]
    reply = client.chat.completions.parse(model="gpt-4o", temperature=0, response_format=Result, messages=messages)
    result = json.loads(reply.choices[0].message.content)
    assert result["example_id"] == number, result
    return result["rating"]


def main(predictions, base_url, key):
    client = OpenAI(base_url=base_url, api_key=key)
    with open(predictions, newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["outcome"] == "answered" and row["rating"]]
    with ThreadPoolExecutor() as pool:
        given = list(pool.map(lambda numbered: rate(client, *numbered), enumerate(rows)))
    same = sum(label == row["rating"] for label, row in zip(given, rows))
    print(f"{same} of {len(rows)} labels are those of the run ({100 * same / len(rows):.1f} %)")
    for label in LABELS:
        print(f"{label}: {Counter(given)[label]}, in the run {Counter(row['rating'] for row in rows)[label]}")
    return 0 if same >= 0.95 * len(rows) and set(given) == set(LABELS) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
