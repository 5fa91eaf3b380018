"""Coarse-to-Fine Self-Ask: drafts why someone feels what they feel, with any engine that sees pictures.

Plain Python: no web framework, no database. A researcher can use it in a script::

    from pathlib import Path
    from inference import engines
    from inference.cfsa import pipeline, prompts
    from inference.cfsa.conversation import ImageReference

    engine = engines.build("openai", model="qwen3-vl", revision="", options={"base_url": "http://localhost:8000/v1"})
    picture = ImageReference(key="kitchen.jpg", path=Path("pictures/kitchen.jpg"))
    why = pipeline.PerspectiveQuestion(key="1", question="Why is the woman angry?", emotion="angry")
    outcomes = pipeline.draft([pipeline.DraftItem(picture, (why,))], engine, prompts.load("paper-1"))
    for trigger in outcomes["1"].triggers:
        print(trigger.text, trigger.rounds)
"""
