"""Outbound renewal and sales calls for motor insurance."""

from __future__ import annotations

from goodfaith.demo.simulator.kinds import selling
from goodfaith.demo.simulator.kinds.serving import chat
from goodfaith.demo.simulator.kinds.telesales import opened
from goodfaith.demo.simulator.scene import Scene


def motor(scene: Scene) -> None:
    """A motor call: services before the price is what the skilled do."""
    scene.selling = True
    scene.odds += scene.customer.interest + 1.6 + scene.memory.goodwill
    if scene.memory.calls == 0:
        if not opened(scene, "motor.purpose", "motor.purpose_reply"):
            scene.memory.calls += 1
            return
    else:
        scene.stage("opening")
        scene.talk.exchange("follow.greet", "follow.greet_reply")
        scene.duty("sale.introduce", "identity.licence_told")
        scene.duty("sale.recording_told", "identity.recording_told")
    asked = scene.say("motor.ask_price") if scene.chance(0.5) else None
    if scene.chance(0.25):
        scene.say("private.plate")
    _needs(scene)
    if scene.called_for("motor_services", asked or scene.talk.said[-1]):
        scene.say("strategy.motor_services_reply")
    chat(scene)
    _quote(scene)
    _doubts(scene)
    _close(scene)
    scene.say("any.thanks", "any.bye")
    scene.memory.calls += 1


def _needs(scene: Scene) -> None:
    scene.stage("needs")
    for _ in range(max(1, scene.often(1.5))):
        scene.talk.exchange("motor.needs", "motor.needs_reply")
    scene.talk.exchange("motor.record", "motor.record_reply")
    scene.tell_life_event()


def _quote(scene: Scene) -> None:
    scene.stage("product")
    for _ in range(max(1, scene.often(3))):
        scene.say("motor.cover")
        if scene.chance(0.4):
            scene.say("product.comment")
        if scene.chance(0.4):
            scene.say("motor.question")
    if "covers_all" in scene.customer.misconceptions and scene.say("wrong.covers_all"):
        if scene.violate("violate.HIDE_EXCL.asked") or scene.violate("violate.NO_CORRECTION.asked"):
            scene.say("react.agree")
        else:
            scene.talk.exchange("correct.covers_all", "corrected.reply")
    scene.stage("price")
    scene.talk.exchange("motor.quote", "motor.quote_reply")
    scene.practise("monthly_price")
    if not scene.violate("violate.HIDE_EXCL.denies"):
        scene.say("motor.exclusions", "disclose.reply")


def _doubts(scene: Scene) -> None:
    scene.stage("objections")
    for _ in range(scene.often(1)):
        scene.talk.exchange("motor.objection", "motor.answer")
        if scene.chance(0.3):
            scene.violate("violate.DISPARAGE.rival")
    if "think" in scene.customer.objections and (raised := scene.say("objection.think")):
        selling.answer_think(scene, raised)
    for push in ("HYPE_STOP.hype", "PRESSURE.deadline", "REBATE.offer", "REBATE.asked"):
        if scene.violate(f"violate.{push}"):
            scene.say("react.doubt" if scene.chance(0.4) else "react.agree")


def _close(scene: Scene) -> None:
    scene.stage("close")
    if scene.violate("violate.TIE_IN.tie"):
        scene.say("react.doubt")
    if scene.thinking:
        scene.talk.exchange("close.materials", "any.yes")
        return
    scene.say("close.ask")
    if scene.decide():
        scene.closed = scene.memory.closed = True
        scene.result = "closed"
        scene.say("close.agree")
        for violation in ("code", "private_payment"):
            scene.violate(f"violate.SIGN_FOR.{violation}")
        scene.say("motor.steps")
        scene.called_for("recap", None)
    elif scene.chance(0.6):
        scene.say("close.later", "close.materials")
    else:
        scene.say("close.refuse", "close.accept_no")
        scene.result = "refused"
