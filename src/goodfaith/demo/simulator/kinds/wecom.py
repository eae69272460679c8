"""A WeCom stream: short messages over days, with pictures, files, recalls and long silences."""

from __future__ import annotations

from typing import Final

from goodfaith.demo.simulator.kinds import selling
from goodfaith.demo.simulator.kinds.selling import fits
from goodfaith.demo.simulator.scene import Scene

HOUR: Final = 3600.0
_TOPICS: Final = (
    "article material question picture voice price appointment reminder service festival"
).split()
_ANSWERS: Final = {
    "article": "wecom.article_reply",
    "material": "any.yes",
    "reminder": "wecom.reminder_reply",
    "festival": "wecom.sticker",
}
_SLIPS: Final = (
    "GUARANTEE.promise EXAGGERATE.best HYPE_STOP.hype REBATE.offer COACH_CALLBACK.dictate "
    "SIGN_FOR.code SIGN_FOR.private_payment DISPARAGE.rival INDUCE_SURR.replace REG_ENDORSE.claim "
    "DEPOSIT_CMP.compare EXAGGERATE.cover PRESSURE.deadline"
).split()


def wecom(scene: Scene) -> None:
    """Some topics over some days; between them nobody writes for hours."""
    scene.selling = True
    scene.odds += scene.customer.interest + 0.8 + scene.memory.goodwill
    scene.stage("opening")
    if scene.memory.calls == 0:
        scene.talk.exchange("wecom.greet", "wecom.greet_reply")
    topics = list(_TOPICS)
    scene.rng.shuffle(topics)
    for topic in topics[: 2 + scene.often(2.5)]:
        _topic(scene, topic)
    for slip in _SLIPS:
        if fits(scene, slip) and scene.violate(f"violate.{slip}"):
            scene.say("react.agree" if scene.chance(0.6) else "react.doubt")
    if scene.chance(0.35):
        scene.say("wecom.recall")
    _end(scene)
    scene.memory.calls += 1


def _topic(scene: Scene, topic: str) -> None:
    scene.stage(topic)
    began = len(scene.talk.said)
    scene.say(f"wecom.{topic}")
    if topic in _ANSWERS and scene.chance(0.8):
        scene.say(_ANSWERS[topic])
    if topic == "question" and scene.chance(0.5):
        selling.misunderstand(scene)
    if scene.chance(0.15):
        scene.tell_life_event()
    if scene.chance(0.15):
        scene.talk.exchange("wecom.silence", "wecom.silence_reply")
    if began < len(scene.talk.said):
        scene.talk.said[began].pause = HOUR * (1 + scene.rng.random() * 30)


def _end(scene: Scene) -> None:
    if "think" in scene.customer.objections and (raised := scene.say("objection.think")):
        selling.answer_think(scene, raised)
    if not scene.thinking and scene.decide() and scene.chance(0.6):
        scene.closed = scene.memory.closed = True
        scene.result = "closed"
        scene.say("close.agree", "close.steps", "close.done")
    scene.say("wecom.bye")
    if scene.chance(0.6):
        scene.say("wecom.sticker")
